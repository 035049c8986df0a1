using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Speech.Whisper.Guards;

/// <summary>Draws tokens by lot, the same ones every time.</summary>
internal static class Sampling
{
    /// <summary>A seed that the audio itself decides.</summary>
    public static ulong SeedOf(ReadOnlySpan<float> samples) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(samples)));

    /// <summary>A number in [0, 1) for each place of each attempt. Any order of asking gives the same ones, as speculation needs.</summary>
    public static double Lot(ulong seed, int attempt, int place)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): its n-th number by the n-th multiple of the golden ratio.
        var z = seed + 0x9E3779B97F4A7C15 * ((ulong)(uint)attempt << 32 | (uint)place);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return ((z ^ z >> 31) >> 11) / (double)(1UL << 53);
    }

    /// <summary>The id at which the cumulative softmax of logits / temperature passes the lot.</summary>
    /// <param name="logits">One per id; negative infinity for what may not come.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="lot">In [0, 1).</param>
    public static int Draw(ReadOnlySpan<float> logits, double temperature, double lot)
    {
        var likeliest = TensorPrimitives.IndexOfMax(logits);
        var rented = ArrayPool<float>.Shared.Rent(logits.Length);
        var weights = rented.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, logits[likeliest], weights);
        TensorPrimitives.Divide(weights, (float)temperature, weights);
        TensorPrimitives.Exp<float>(weights, weights);

        double left = lot * TensorPrimitives.Sum<float>(weights);
        // Where rounding, or a broken number, lets the sum end short of the lot.
        var drawn = likeliest;
        for (var id = 0; id < weights.Length; id++)
        {
            left -= weights[id];
            if (left >= 0) continue;
            drawn = id;
            break;
        }

        ArrayPool<float>.Shared.Return(rented);
        return drawn;
    }
}
