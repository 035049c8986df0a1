namespace Speech.Audio;

/// <summary>Decoding took longer than <see cref="AudioOptions.FfmpegTimeLimit"/>.</summary>
/// <param name="limit">The time that ffmpeg had.</param>
public sealed class AudioTimeLimitException(TimeSpan limit)
    : AudioException($"Decoding the audio took longer than the limit of {limit.TotalSeconds:0.###} seconds.")
{
    /// <summary>The time that ffmpeg had.</summary>
    public TimeSpan Limit { get; } = limit;
}
