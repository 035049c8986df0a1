namespace Speech.Audio.Errors;

/// <summary>The file has to be copied to disk, and is longer than <see cref="AudioOptions.MaxCopiedBytes"/>.</summary>
/// <param name="limit">The maximum length in bytes.</param>
public sealed class AudioTooLargeException(long limit)
    : AudioException(
        $"The file is larger than the limit of {limit >> 20} MB for MP4, which is copied to disk. Other formats of any size are decoded.")
{
    /// <summary>The maximum length in bytes.</summary>
    public long Limit { get; } = limit;
}
