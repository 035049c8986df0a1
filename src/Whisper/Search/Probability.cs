using Speech.Kernels;

namespace Speech.Whisper.Search;

/// <summary>Log-probabilities from logits.</summary>
internal static class Probability
{
    /// <summary>Natural log-softmax of one id.</summary>
    public static double LogOf(ReadOnlySpan<float> logits, int id) => logits[id] - LogSumExp.Of(logits);
}
