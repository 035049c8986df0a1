using System.Numerics.Tensors;

namespace Speech.Whisper.Decoding;

/// <summary>Selects the next token of a window: logit filters in order, then the most likely token or a sampled one.</summary>
/// <param name="filters">Applied in this order.</param>
/// <param name="endOfText">The token that ends a transcript.</param>
/// <param name="samples">The window. It seeds the sampling, so that the tokens depend neither on the batch nor on a draft model.</param>
internal sealed class TokenSelector(IReadOnlyList<ILogitFilter> filters, int endOfText, ReadOnlyMemory<float> samples)
{
    private ulong? _seed;
    private int _attempt;
    private double _temperature;

    /// <summary>The filters that a checkpoint and a request ask for.</summary>
    public static TokenSelector Create(DecodingRules rules, DecodingOptions options, ReadOnlyMemory<float> samples)
    {
        List<ILogitFilter> filters = [new SuppressAtBegin(rules.SuppressAtBegin), new SuppressTokens(rules.Suppress)];
        if (options.Timestamps) filters.Add(new TimestampRules(rules.Tokens, rules.MaxInitialTimestampIndex));
        return new TokenSelector(filters, rules.Tokens.EndOfText, samples);
    }

    /// <summary>Whether a token ends the transcript.</summary>
    public bool IsEndOfText(int token) => token == endOfText;

    /// <summary>Sets the temperature of the tokens that follow.</summary>
    /// <param name="attempt">Index of the attempt: each one samples different tokens.</param>
    /// <param name="temperature">0 for the most likely token.</param>
    public void BeginAttempt(int attempt, double temperature) => (_attempt, _temperature) = (attempt, temperature);

    /// <summary>Selects the token after <paramref name="generated"/>.</summary>
    /// <param name="logits">[vocabulary]; filtered in place.</param>
    /// <param name="generated">The transcript so far, without prompt and prefix.</param>
    /// <returns>The token and the natural logarithm of its probability after the filters.</returns>
    public (int Token, double LogProbability) Select(Span<float> logits, ReadOnlySpan<int> generated)
    {
        foreach (var filter in filters) filter.Apply(logits, generated);
        var token = _temperature == 0 ? TensorPrimitives.IndexOfMax<float>(logits) : Sample(logits, generated.Length);
        return (token, Probability.LogOf(logits, token));
    }

    private int Sample(ReadOnlySpan<float> logits, int tokenIndex)
        => Sampling.Sample(logits, _temperature, Sampling.Uniform(_seed ??= Sampling.SeedOf(samples.Span), _attempt, tokenIndex));
}
