using Speech.Audio;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Annotations;

/// <summary>Converts speaker counts to speech regions.</summary>
internal static class SpeechRegionBuilder
{
    /// <summary>Builds the regions in which the speaker count is not zero.</summary>
    /// <param name="counts">Shape (frames): instantaneous speaker count.</param>
    /// <param name="firstFrame">Index, in the whole audio, of the first count.</param>
    /// <param name="grid">Maps frames to the time axis.</param>
    /// <param name="duration">Length of the audio in seconds; regions are cropped to it.</param>
    /// <returns>In order, without overlap or contact.</returns>
    public static List<SpeechRegion> Build(ReadOnlySpan<byte> counts, int firstFrame, FrameGrid grid, double duration)
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
