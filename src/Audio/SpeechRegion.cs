namespace Speech.Audio;

/// <summary>A region of audio with speech.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; greater than <paramref name="Start"/>.</param>
public readonly record struct SpeechRegion(double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Length => End - Start;

    /// <summary>The parts of regions that lie between two times.</summary>
    /// <param name="regions">The regions.</param>
    /// <param name="start">Seconds from the start of the audio.</param>
    /// <param name="end">Seconds from the start of the audio.</param>
    /// <returns>In the order of <paramref name="regions"/>.</returns>
    public static List<SpeechRegion> Crop(IEnumerable<SpeechRegion> regions, double start, double end)
        => [.. regions.Where(region => region.End > start && region.Start < end)
            .Select(region => new SpeechRegion(Math.Max(region.Start, start), Math.Min(region.End, end)))];
}
