using System.Buffers;
using System.Numerics.Tensors;

namespace Speech.Whisper.Decoding;

/// <summary>Probabilities out of logits.</summary>
internal static class Probability
{
    /// <summary>log Σ exp, by way of the largest one so that nothing overflows; negative infinity when all are.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var max = TensorPrimitives.Max(logits);
        if (float.IsNegativeInfinity(max)) return max;
        var shifted = ArrayPool<float>.Shared.Rent(logits.Length);
        var values = shifted.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, max, values);
        TensorPrimitives.Exp<float>(values, values);
        var sum = TensorPrimitives.Sum<float>(values);
        ArrayPool<float>.Shared.Return(shifted);
        return max + Math.Log(sum);
    }

    /// <summary>Natural logarithm of the softmax of one id.</summary>
    public static double LogOf(ReadOnlySpan<float> logits, int id) => logits[id] - LogSumExp(logits);
}
