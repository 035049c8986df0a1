namespace Speech.Whisper.Model;

/// <summary>Positions that the encoder computes, some of them in place of others.</summary>
/// <param name="Indices">The positions.</param>
/// <param name="Features">Index of the features that each takes: those of silence are the same up to the end of the window.</param>
/// <param name="LogWeights">
/// Logarithm of the number of positions that each stands for, itself included; added to its attention scores.
/// </param>
internal sealed record EncoderPositions(long[] Indices, long[] Features, float[] LogWeights)
{
    /// <summary>Number of positions whose features are computed, from the start of the window.</summary>
    public long FeatureCount => Features.Max() + 1;

    /// <summary>Every position, for itself alone.</summary>
    public static EncoderPositions All(long count)
    {
        long[] all = [.. Enumerable.Range(0, (int)count).Select(index => (long)index)];
        return new(all, all, new float[count]);
    }
}
