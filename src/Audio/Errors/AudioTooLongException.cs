namespace Speech.Audio;

/// <summary>There is more audio than <see cref="AudioOptions.MaxDuration"/>.</summary>
/// <param name="limit">The longest audio that is taken.</param>
public sealed class AudioTooLongException(TimeSpan limit)
    : AudioException($"The audio is longer than the limit of {limit.TotalSeconds:0.###} seconds.")
{
    /// <summary>The longest audio that is taken.</summary>
    public TimeSpan Limit { get; } = limit;
}
