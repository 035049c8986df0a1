using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Speech.Whisper.Search;

/// <summary>Reproducible sampling of tokens: seeded from the audio, independent of the order of calls.</summary>
internal static class Sampling
{
    /// <summary>A seed derived from the window's samples.</summary>
    public static ulong SeedOf(ReadOnlySpan<float> samples)
        => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(samples)));

    /// <summary>
    /// A uniform variate in [0, 1) that depends on nothing but the arguments: speculative decoding asks for them out of order.
    /// </summary>
    /// <param name="seed">The window's seed.</param>
    /// <param name="attempt">Index of the attempt.</param>
    /// <param name="tokenIndex">Index of the token in the transcript.</param>
    public static double Uniform(ulong seed, int attempt, int tokenIndex)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): the n-th number from the n-th multiple of the golden ratio.
        var z = seed + 0x9E3779B97F4A7C15 * ((ulong)(uint)attempt << 32 | (uint)tokenIndex);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return ((z ^ z >> 31) >> 11) / (double)(1UL << 53);
    }

    /// <summary>Inverse transform sampling: the id at which the cumulative softmax of logits / temperature exceeds the variate.</summary>
    /// <param name="logits">One per id; negative infinity excludes the id.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="variate">In [0, 1).</param>
    public static int Sample(ReadOnlySpan<float> logits, double temperature, double variate)
    {
        var mostLikely = TensorPrimitives.IndexOfMax(logits);
        var rented = ArrayPool<float>.Shared.Rent(logits.Length);
        var weights = rented.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, logits[mostLikely], weights);
        TensorPrimitives.Divide(weights, (float)temperature, weights);
        TensorPrimitives.Exp<float>(weights, weights);

        double remaining = variate * TensorPrimitives.Sum<float>(weights);
        // The default applies if rounding, or a NaN, keeps the sum from reaching the variate.
        var sampled = mostLikely;
        for (var id = 0; id < weights.Length; id++)
        {
            remaining -= weights[id];
            if (remaining >= 0) continue;
            sampled = id;
            break;
        }

        ArrayPool<float>.Shared.Return(rented);
        return sampled;
    }
}
