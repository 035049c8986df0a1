using Speech.Diarization.Windows;

namespace Speech.Diarization.Annotations;

/// <summary>Where anybody speaks.</summary>
internal static class SpeechRegions
{
    /// <summary>Finds the regions.</summary>
    /// <param name="counts">Shape (frames): how many speak at once.</param>
    /// <param name="firstFrame">The frame of the audio that the first count is of.</param>
    /// <param name="grid">Where the frames lie.</param>
    /// <param name="duration">Length of the audio in seconds, where the last region ends at the latest.</param>
    /// <returns>In order, apart from each other.</returns>
    public static List<SpeechRegion> Of(ReadOnlySpan<byte> counts, int firstFrame, FrameGrid grid, double duration)
    {
        var regions = new List<SpeechRegion>();
        for (var frame = 0; frame < counts.Length; frame++)
        {
            if (counts[frame] == 0) continue;
            var first = frame;
            while (frame < counts.Length && counts[frame] > 0) frame++;
            var (start, end) = (grid.MiddleOf(firstFrame + first), Math.Min(grid.MiddleOf(firstFrame + frame), duration));
            if (start < end) regions.Add(new(start, end));
        }

        return regions;
    }
}
