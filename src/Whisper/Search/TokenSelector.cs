using System.Numerics.Tensors;
using Speech.Kernels;

namespace Speech.Whisper.Search;

/// <summary>Selects the next token of a window: logit filters in order, then the most likely token or a sampled one.</summary>
/// <param name="filters">Applied in this order.</param>
/// <param name="endOfText">The token that ends a transcript.</param>
/// <param name="samples">The window. It seeds the sampling, so that the tokens depend neither on the batch nor on a draft model.</param>
internal sealed class TokenSelector(IReadOnlyList<ILogitFilter> filters, int endOfText, ReadOnlyMemory<float> samples)
{
    private ulong? _seed;
    private int _attempt;
    private double _temperature;

    /// <summary>Whether a token ends the transcript.</summary>
    public bool IsEndOfText(int token) => token == endOfText;

    /// <summary>Sets the temperature of the tokens that follow.</summary>
    /// <param name="attempt">Index of the attempt: each one samples different tokens.</param>
    /// <param name="temperature">0 for the most likely token.</param>
    public void BeginAttempt(int attempt, double temperature) => (_attempt, _temperature) = (attempt, temperature);

    /// <summary>Selects the token after <paramref name="generated"/>.</summary>
    /// <param name="logits">[vocabulary]; filtered in place.</param>
    /// <param name="generated">The transcript so far, without prompt and prefix.</param>
    /// <param name="sequence">Index of the sequence among those of the window: each one samples different tokens.</param>
    /// <returns>The token and the natural logarithm of its probability after the filters.</returns>
    /// <exception cref="InvalidOperationException">The logits are not numbers.</exception>
    public (int Token, double LogProbability) Select(Span<float> logits, ReadOnlySpan<int> generated, int sequence = 0)
    {
        foreach (var filter in filters) filter.Apply(logits, generated);
        var token = _temperature == 0 ? TensorPrimitives.IndexOfMax<float>(logits) : Sample(logits, generated.Length, sequence);
        return (token, Checked(Probability.LogOf(logits, token)));
    }

    /// <summary>Finds the most likely tokens after <paramref name="generated"/>.</summary>
    /// <param name="logits">[vocabulary]; filtered in place.</param>
    /// <param name="generated">The transcript so far, without prompt and prefix.</param>
    /// <param name="best">
    /// Receives the tokens that pass the filters and the natural logarithms of their probabilities before the filters, best first.
    /// </param>
    /// <returns>Number of tokens found.</returns>
    /// <exception cref="InvalidOperationException">The logits are not numbers.</exception>
    public int Rank(Span<float> logits, ReadOnlySpan<int> generated, Span<(int Token, double LogProbability)> best)
    {
        var total = Checked(LogSumExp.Of(logits));
        foreach (var filter in filters) filter.Apply(logits, generated);
        Span<int> tokens = stackalloc int[best.Length];
        var count = TopTokens.Find(logits, tokens);
        for (var i = 0; i < count; i++) best[i] = (tokens[i], logits[tokens[i]] - total);
        return count;
    }

    private static double Checked(double logProbability)
        => double.IsNaN(logProbability) ? throw new InvalidOperationException("The decoder's output is not a number.") : logProbability;

    private int Sample(ReadOnlySpan<float> logits, int tokenIndex, int sequence)
    {
        var variate = Sampling.Uniform(_seed ??= Sampling.SeedOf(samples.Span), _attempt + (sequence << 16), tokenIndex);
        return Sampling.Sample(logits, _temperature, variate);
    }
}
