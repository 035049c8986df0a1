namespace Speech.Diarization.Embedding;

/// <summary>Brings masks over the frames of the segmentation to the frames of the embedding network.</summary>
internal static class MaskFrames
{
    /// <summary>Each frame takes the weight of the nearest one before, as PyTorch's <c>interpolate</c> does.</summary>
    /// <param name="mask">Weights, spread evenly over the window; at least one.</param>
    /// <param name="frames">Receives the weights, spread evenly over the same window.</param>
    public static void Resize(ReadOnlySpan<float> mask, Span<float> frames)
    {
        // In 32 bits, as there: a place that rounds to the next whole number must round so here too.
        var scale = (float)mask.Length / frames.Length;
        for (var i = 0; i < frames.Length; i++) frames[i] = mask[Math.Min((int)(i * scale), mask.Length - 1)];
    }
}
