namespace Speech.Diarization.Embedding;

/// <summary>When one speaker speaks in a chunk.</summary>
/// <param name="Chunk">The chunk's index among those that are given.</param>
/// <param name="Weights">Weights from 0 to 1, spread evenly over the chunk: as many as there are, mostly the frames of the segmentation.</param>
internal readonly record struct SpeakerMask(int Chunk, ReadOnlyMemory<float> Weights)
{
    /// <summary>The weights at as many frames, each taken from the nearest one before, as PyTorch's <c>interpolate</c> takes it.</summary>
    /// <param name="frames">Receives the weights.</param>
    public void Resize(Span<float> frames)
    {
        // In 32 bits, as there: a place that rounds to the next whole number must round so here too.
        var scale = (float)Weights.Length / frames.Length;
        for (var i = 0; i < frames.Length; i++) frames[i] = Weights.Span[Math.Min((int)MathF.Floor(i * scale), Weights.Length - 1)];
    }
}
