using System.Runtime.InteropServices;

namespace Speech.Whisper.Search;

/// <summary>The tokens of a transcript of one window while it is decoded: the prompt and what was generated after it.</summary>
internal sealed class DecodingSequence
{
    private readonly List<int> _tokens;
    private readonly List<double> _logProbabilities;
    private readonly int _maxLength;

    /// <param name="prompt">The initial tokens; at least one.</param>
    /// <param name="maxLength">Maximum number of tokens, the prompt included.</param>
    public DecodingSequence(IReadOnlyList<int> prompt, int maxLength)
        => (_tokens, _logProbabilities, PromptLength, _maxLength) = ([.. prompt], [], prompt.Count, maxLength);

    private DecodingSequence(DecodingSequence other)
    {
        (_tokens, _logProbabilities) = ([.. other._tokens], [.. other._logProbabilities]);
        (PromptLength, _maxLength) = (other.PromptLength, other._maxLength);
        (LogProbability, IsFinished, ReachedTokenLimit) = (other.LogProbability, other.IsFinished, other.ReachedTokenLimit);
    }

    /// <summary>Prompt and generated tokens; valid until the next change.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Number of initial tokens.</summary>
    public int PromptLength { get; }

    /// <summary>The tokens after the prompt, without the end of text; valid until the next change.</summary>
    public ReadOnlySpan<int> Generated => Tokens[PromptLength..];

    /// <summary>Natural log-probabilities of <see cref="Generated"/>; valid until the next change.</summary>
    public ReadOnlySpan<double> LogProbabilities => CollectionsMarshal.AsSpan(_logProbabilities);

    /// <summary>Number of tokens that may still be generated.</summary>
    public int RemainingTokens => _maxLength - _tokens.Count;

    /// <summary>Whether the end of text was generated, the length limit is reached, or <see cref="Finish"/> was called.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the length limit ended the sequence.</summary>
    public bool ReachedTokenLimit { get; private set; }

    /// <summary>Sum of the natural log-probabilities of the generated tokens, the end of text included.</summary>
    public double LogProbability { get; private set; }

    /// <summary>Mean natural log-probability of the generated tokens, the end of text included.</summary>
    public double AverageLogProbability => LogProbability / (Generated.Length + 1);

    /// <summary>A copy that grows by itself.</summary>
    public DecodingSequence Fork() => new(this);

    /// <summary>Appends a generated token.</summary>
    public void Append(int token, double logProbability)
    {
        _tokens.Add(token);
        _logProbabilities.Add(logProbability);
        LogProbability += logProbability;
        IsFinished = ReachedTokenLimit = RemainingTokens <= 0;
    }

    /// <summary>Ends the sequence with the end of text, which is not one of its tokens.</summary>
    public void End(double logProbability)
    {
        LogProbability += logProbability;
        IsFinished = true;
    }

    /// <summary>Ends the sequence before its time.</summary>
    public void Finish() => IsFinished = true;
}
