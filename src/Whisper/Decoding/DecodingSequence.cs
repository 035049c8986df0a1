using System.Runtime.InteropServices;

namespace Speech.Whisper.Decoding;

/// <summary>The tokens of one window while it is decoded: the prompt and what was generated after it.</summary>
internal sealed class DecodingSequence
{
    private readonly List<int> _tokens;
    private readonly List<double> _logProbabilities = [];
    private readonly int _maxLength;
    private double _logProbability;

    /// <param name="prompt">The initial tokens; at least one.</param>
    /// <param name="maxLength">Maximum number of tokens, the prompt included.</param>
    public DecodingSequence(IReadOnlyList<int> prompt, int maxLength)
        => (_tokens, PromptLength, _maxLength) = ([.. prompt], prompt.Count, maxLength);

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

    /// <summary>Mean natural log-probability of the generated tokens, the end of text included.</summary>
    public double AverageLogProbability => _logProbability / (Generated.Length + 1);

    /// <summary>Appends a generated token.</summary>
    public void Append(int token, double logProbability)
    {
        _tokens.Add(token);
        _logProbabilities.Add(logProbability);
        _logProbability += logProbability;
        IsFinished = RemainingTokens <= 0;
    }

    /// <summary>Ends the sequence with the end of text, which is not one of its tokens.</summary>
    public void End(double logProbability)
    {
        _logProbability += logProbability;
        IsFinished = true;
    }

    /// <summary>Ends the sequence before its time.</summary>
    public void Finish() => IsFinished = true;

    /// <summary>Drops all generated tokens.</summary>
    public void Restart()
    {
        _tokens.RemoveRange(PromptLength, _tokens.Count - PromptLength);
        _logProbabilities.Clear();
        (_logProbability, IsFinished) = (0, false);
    }
}
