using Speech.Diarization.Windows;

namespace Speech.Diarization.Pipeline;

/// <summary>Where in a window to listen to a speaker.</summary>
internal static class SpeakerMask
{
    /// <summary>Writes the mask of a speaker who is active.</summary>
    /// <param name="segmentations">Shape (windows, frames).</param>
    /// <param name="window">The window.</param>
    /// <param name="speaker">The speaker.</param>
    /// <param name="minFrames">With this many frames alone, or fewer, the speaker is heard in overlaps too; null: always.</param>
    /// <param name="mask">Shape (frames): 1 where to listen.</param>
    public static void Write(Segmentations segmentations, int window, int speaker, int? minFrames, Span<float> mask)
    {
        var isAlone = segmentations.CountAlone(window, speaker) > (minFrames ?? int.MaxValue);
        var frames = segmentations[window];
        for (var frame = 0; frame < mask.Length; frame++)
            mask[frame] = (frames[frame] >> speaker & 1) == 1 && (!isAlone || Segmentations.SpeakersIn(frames[frame]) == 1) ? 1 : 0;
    }
}
