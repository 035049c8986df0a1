namespace Speech.Whisper.Search;

/// <summary>Greedy decoding, or several samples of which the most likely one is the result.</summary>
internal sealed class IndependentSearch : ISearch
{
    private static readonly CacheCopy[] Nothing = [];

    private readonly DecodingSequence?[] _sequences;
    private readonly TokenSelector _selector;
    private readonly Func<DecodingSequence, bool> _isLooping;

    /// <param name="prompt">The sequence to extend.</param>
    /// <param name="selector">Selects the tokens.</param>
    /// <param name="count">Number of sequences, at least 1.</param>
    /// <param name="isLooping">Whether a sequence repeats itself, which ends it.</param>
    public IndependentSearch(DecodingSequence prompt, TokenSelector selector, int count, Func<DecodingSequence, bool> isLooping)
    {
        (_sequences, _selector, _isLooping) = (new DecodingSequence?[count], selector, isLooping);
        _sequences[0] = prompt;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DecodingSequence?> Sequences => _sequences;

    /// <inheritdoc/>
    public bool IsFinished => Array.TrueForAll(_sequences, sequence => sequence is null or { IsFinished: true });

    /// <inheritdoc/>
    public DecodingSequence Best => _sequences.OfType<DecodingSequence>().MaxBy(sequence => sequence.AverageLogProbability)!;

    /// <inheritdoc/>
    public IReadOnlyList<CacheCopy> Advance(SequenceLogits logits)
    {
        // The first logits are those of all sequences.
        if (_sequences.Length > 1 && _sequences[1] is null) return Fork(logits[0]);
        for (var index = 0; index < _sequences.Length; index++)
            if (_sequences[index] is { IsFinished: false } sequence)
                Extend(index, _selector.Select(logits[index], sequence.Generated, index));
        return Nothing;
    }

    private CacheCopy[] Fork(Span<float> logits)
    {
        var prompt = _sequences[0]!;
        var length = prompt.Tokens.Length;
        var filtered = logits.ToArray();
        for (var index = 1; index < _sequences.Length; index++)
        {
            _sequences[index] = prompt.Fork();
            Extend(index, _selector.Select(filtered, prompt.Generated, index));
        }

        Extend(0, _selector.Select(logits, prompt.Generated, sequence: 0));
        return [.. Enumerable.Range(1, _sequences.Length - 1).Select(index => new CacheCopy(0, index, 0, length))];
    }

    private void Extend(int index, (int Token, double LogProbability) next)
    {
        var sequence = _sequences[index]!;
        if (_selector.IsEndOfText(next.Token))
        {
            sequence.End(next.LogProbability);
            return;
        }

        sequence.Append(next.Token, next.LogProbability);
        if (_isLooping(sequence)) sequence.Finish();
    }
}
