namespace Speech.Whisper.Search;

/// <summary>Searches the transcript of one window: extends sequences by the decoder's logits until one of them is the result.</summary>
/// <remarks>The cache holds the keys and values of each sequence by its index. A search begins with the prompt as sequence 0.</remarks>
internal interface ISearch
{
    /// <summary>The sequences; null where an index is not in use.</summary>
    IReadOnlyList<DecodingSequence?> Sequences { get; }

    /// <summary>Whether no sequence is extended any more.</summary>
    bool IsFinished { get; }

    /// <summary>The best sequence so far.</summary>
    DecodingSequence Best { get; }

    /// <summary>Extends every unfinished sequence by one token, or ends it.</summary>
    /// <param name="logits">Logits after the last token of each sequence; filtered in place.</param>
    /// <returns>Keys and values to be copied, in this order, before the next pass.</returns>
    /// <exception cref="InvalidOperationException">Logits are not numbers.</exception>
    IReadOnlyList<CacheCopy> Advance(SequenceLogits logits);
}

/// <summary>Logits of the sequences of a window.</summary>
/// <param name="logits">[sequences, stride]</param>
/// <param name="stride">Number of logits from one sequence to the next.</param>
/// <param name="vocabulary">Number of logits of a sequence.</param>
internal readonly ref struct SequenceLogits(Span<float> logits, int stride, int vocabulary)
{
    private readonly Span<float> _logits = logits;

    /// <summary>Logits of one sequence, [vocabulary].</summary>
    public Span<float> this[int sequence] => _logits.Slice(sequence * stride, vocabulary);
}

/// <summary>Keys and values of tokens that a sequence takes over from another one of its window.</summary>
/// <param name="From">Index of the sequence that has them.</param>
/// <param name="To">Index of the sequence that takes them over.</param>
/// <param name="Start">Index of the first token; the sequences have the tokens before it in common.</param>
/// <param name="End">Index after the last token.</param>
internal readonly record struct CacheCopy(int From, int To, int Start, int End);
