namespace Speech.Whisper.Model;

/// <summary>Positions that the encoder computes, some of them in place of others.</summary>
/// <param name="Indices">The positions.</param>
/// <param name="LogWeights">
/// Logarithm of the number of positions that each stands for, itself included; added to its attention scores.
/// </param>
internal sealed record EncoderPositions(long[] Indices, float[] LogWeights)
{
    /// <summary>Every position, for itself alone.</summary>
    public static EncoderPositions All(long count)
        => new([.. Enumerable.Range(0, (int)count).Select(index => (long)index)], new float[count]);
}
