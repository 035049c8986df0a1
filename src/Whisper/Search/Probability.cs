using System.Buffers;
using System.Numerics.Tensors;

namespace Speech.Whisper.Search;

/// <summary>Log-probabilities from logits.</summary>
internal static class Probability
{
    /// <summary>log Σ exp, relative to the largest logit so that nothing overflows; negative infinity if all logits are.</summary>
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

    /// <summary>Natural log-softmax of one id.</summary>
    public static double LogOf(ReadOnlySpan<float> logits, int id) => logits[id] - LogSumExp(logits);
}
