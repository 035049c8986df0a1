namespace Speech.Whisper.Search;

/// <summary>Searches the transcript of one window: extends sequences by the decoder's logits until one of them is the result.</summary>
/// <remarks>Each sequence is in a row of the window, which holds its keys and values. A search begins with the prompt in row 0.</remarks>
internal interface ISearch
{
    /// <summary>The sequences by row; null for a row that is not in use.</summary>
    IReadOnlyList<DecodingSequence?> Rows { get; }

    /// <summary>Whether no sequence is extended any more.</summary>
    bool IsFinished { get; }

    /// <summary>The best sequence so far.</summary>
    DecodingSequence Best { get; }

    /// <summary>Extends every unfinished sequence by one token, or ends it.</summary>
    /// <param name="logits">Logits after the last token of each sequence; filtered in place.</param>
    /// <returns>Keys and values to be copied, in this order, before the next pass.</returns>
    /// <exception cref="InvalidOperationException">Logits are not numbers.</exception>
    IReadOnlyList<RowCopy> Advance(RowLogits logits);
}

/// <summary>Logits of the rows of a window.</summary>
/// <param name="logits">[rows, stride]</param>
/// <param name="stride">Number of logits from one row to the next.</param>
/// <param name="vocabulary">Number of logits of a row.</param>
internal readonly ref struct RowLogits(Span<float> logits, int stride, int vocabulary)
{
    private readonly Span<float> _logits = logits;

    /// <summary>Logits of one row, [vocabulary].</summary>
    public Span<float> this[int row] => _logits.Slice(row * stride, vocabulary);
}

/// <summary>Keys and values of tokens that a row takes over from another one of its window.</summary>
/// <param name="From">The row that has them.</param>
/// <param name="To">The row that takes them over.</param>
/// <param name="Start">Index of the first token; the rows have the tokens before it in common.</param>
/// <param name="End">Index after the last token.</param>
internal readonly record struct RowCopy(int From, int To, int Start, int End);
