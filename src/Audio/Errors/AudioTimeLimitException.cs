namespace Speech.Audio.Errors;

/// <summary>Decoding took longer than <see cref="AudioOptions.FfmpegTimeLimit"/>.</summary>
/// <param name="limit">The time limit.</param>
public sealed class AudioTimeLimitException(TimeSpan limit)
    : AudioException($"Decoding the audio took longer than the limit of {limit.TotalSeconds:0.###} seconds.")
{
    /// <summary>The time limit.</summary>
    public TimeSpan Limit { get; } = limit;
}
