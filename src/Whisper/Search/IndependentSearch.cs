namespace Speech.Whisper.Search;

/// <summary>Greedy decoding, or several samples of which the most likely one is the result.</summary>
internal sealed class IndependentSearch : ISearch
{
    private static readonly RowCopy[] Nothing = [];

    private readonly DecodingSequence?[] _rows;
    private readonly TokenSelector _selector;
    private readonly Func<DecodingSequence, bool> _isLooping;

    /// <param name="prompt">The sequence to extend.</param>
    /// <param name="selector">Selects the tokens.</param>
    /// <param name="count">Number of sequences, at least 1.</param>
    /// <param name="isLooping">Whether a sequence repeats itself, which ends it.</param>
    public IndependentSearch(DecodingSequence prompt, TokenSelector selector, int count, Func<DecodingSequence, bool> isLooping)
    {
        (_rows, _selector, _isLooping) = (new DecodingSequence?[count], selector, isLooping);
        _rows[0] = prompt;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DecodingSequence?> Rows => _rows;

    /// <inheritdoc/>
    public bool IsFinished => Array.TrueForAll(_rows, sequence => sequence is null or { IsFinished: true });

    /// <inheritdoc/>
    public DecodingSequence Best => _rows.OfType<DecodingSequence>().MaxBy(sequence => sequence.AverageLogProbability)!;

    /// <inheritdoc/>
    public IReadOnlyList<RowCopy> Advance(RowLogits logits)
    {
        // The first logits are those of all sequences.
        if (_rows.Length > 1 && _rows[1] is null) return Fork(logits[0]);
        for (var row = 0; row < _rows.Length; row++)
            if (_rows[row] is { IsFinished: false } sequence)
                Extend(row, _selector.Select(logits[row], sequence.Generated, row));
        return Nothing;
    }

    private RowCopy[] Fork(Span<float> logits)
    {
        var prompt = _rows[0]!;
        var length = prompt.Tokens.Length;
        var filtered = logits.ToArray();
        for (var row = 1; row < _rows.Length; row++)
        {
            _rows[row] = prompt.Fork();
            Extend(row, _selector.Select(filtered, prompt.Generated, row));
        }

        Extend(0, _selector.Select(logits, prompt.Generated, row: 0));
        return [.. Enumerable.Range(1, _rows.Length - 1).Select(row => new RowCopy(0, row, 0, length))];
    }

    private void Extend(int row, (int Token, double LogProbability) next)
    {
        var sequence = _rows[row]!;
        if (_selector.IsEndOfText(next.Token))
        {
            sequence.End(next.LogProbability);
            return;
        }

        sequence.Append(next.Token, next.LogProbability);
        if (_isLooping(sequence)) sequence.Finish();
    }
}
