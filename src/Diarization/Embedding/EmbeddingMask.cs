using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Embedding;

/// <summary>Masks that select the frames of a speaker for the pooling layer of the embedding network.</summary>
internal static class EmbeddingMask
{
    /// <summary>Writes the mask of an active speaker over the frames of the segmentation.</summary>
    /// <param name="segmentation">Shape (windows, frames).</param>
    /// <param name="window">The window.</param>
    /// <param name="speaker">The speaker in that window.</param>
    /// <param name="minFrames">Overlapped speech is excluded if more than this number of frames remain; null: it never is.</param>
    /// <param name="mask">Shape (frames): receives 1 where the speaker is active, 0 elsewhere.</param>
    public static void Write(BinarizedSegmentation segmentation, int window, int speaker, int? minFrames, Span<float> mask)
    {
        var excludesOverlap = segmentation.CountNonOverlapping(window, speaker) > (minFrames ?? int.MaxValue);
        var frames = segmentation[window];
        for (var frame = 0; frame < mask.Length; frame++)
        {
            var isActive = (frames[frame] >> speaker & 1) == 1;
            mask[frame] = isActive && (!excludesOverlap || BinarizedSegmentation.CountSpeakers(frames[frame]) == 1) ? 1 : 0;
        }
    }

    /// <summary>Resamples a mask to the frame rate of the embedding network by nearest-neighbor
    /// interpolation, as PyTorch's <c>interpolate</c> does.</summary>
    /// <param name="mask">Weights, evenly spaced over the window; at least one.</param>
    /// <param name="frames">Receives the weights, evenly spaced over the same window.</param>
    public static void Resize(ReadOnlySpan<float> mask, Span<float> frames)
    {
        // In 32 bits like PyTorch: an index that rounds up to the next integer there must do so here too.
        var scale = (float)mask.Length / frames.Length;
        for (var i = 0; i < frames.Length; i++) frames[i] = mask[Math.Min((int)(i * scale), mask.Length - 1)];
    }
}
