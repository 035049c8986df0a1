namespace Speech.Audio.Errors;

/// <summary>The audio is longer than <see cref="AudioOptions.MaxDuration"/>.</summary>
/// <param name="limit">The maximum duration.</param>
public sealed class AudioTooLongException(TimeSpan limit)
    : AudioException($"The audio is longer than the limit of {limit.TotalSeconds:0.###} seconds.")
{
    /// <summary>The maximum duration.</summary>
    public TimeSpan Limit { get; } = limit;
}
