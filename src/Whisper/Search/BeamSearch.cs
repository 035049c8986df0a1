namespace Speech.Whisper.Search;

/// <summary>Beam search: the most likely continuations of all sequences compete to go on.</summary>
/// <remarks>
/// As the reference pipeline has it: a step looks at the 2n most likely continuations; those of the first n that end are results, the n
/// best of the others go on. A sequence scores the sum of its log-probabilities, taken before the logit filters, divided by its length
/// to the power of the length penalty. The search ends when the n best results are better than any sequence that goes on.
/// </remarks>
internal sealed class BeamSearch : ISearch
{
    private readonly BeamSearchOptions _options;
    private readonly TokenSelector _selector;
    private readonly Func<DecodingSequence, bool> _isLooping;
    private readonly DecodingSequence?[] _sequences;

    // The sequences whose keys and values the cache holds.
    private readonly DecodingSequence?[] _cached;

    // The best n finished sequences, best first.
    private readonly List<(DecodingSequence Sequence, double Score)> _finished = [];
    private int _finishedCount;

    /// <param name="prompt">The sequence to extend.</param>
    /// <param name="selector">Filters and ranks the tokens.</param>
    /// <param name="options">The number of beams, and how they are scored.</param>
    /// <param name="isLooping">Whether a sequence repeats itself; if the best one does, the search ends with it.</param>
    public BeamSearch(
        DecodingSequence prompt, TokenSelector selector, BeamSearchOptions options, Func<DecodingSequence, bool> isLooping)
    {
        (_options, _selector, _isLooping) = (options, selector, isLooping);
        (_sequences, _cached) = (new DecodingSequence?[options.Beams], new DecodingSequence?[options.Beams]);
        _sequences[0] = prompt;
    }

    /// <summary>The number of beams, and how they are scored.</summary>
    public BeamSearchOptions Options => _options;

    /// <inheritdoc/>
    public IReadOnlyList<DecodingSequence?> Sequences => _sequences;

    /// <inheritdoc/>
    public bool IsFinished { get; private set; }

    /// <inheritdoc/>
    public DecodingSequence Best
        => _finished.Count > 0 ? _finished[0].Sequence : _sequences.OfType<DecodingSequence>().MaxBy(sequence => sequence.LogProbability)!;

    /// <inheritdoc/>
    public IReadOnlyList<CacheCopy> Advance(SequenceLogits logits)
    {
        var candidates = RankCandidates(logits);
        for (var index = 0; index < _sequences.Length; index++) _cached[index] = _sequences[index] ?? _cached[index];
        var survivors = new List<Candidate>(_options.Beams);
        for (var rank = 0; rank < candidates.Count; rank++)
        {
            var candidate = candidates[rank];
            var ends = _selector.IsEndOfText(candidate.Token) || _sequences[candidate.Parent]!.RemainingTokens <= 1;
            if (!ends && survivors.Count < _options.Beams) survivors.Add(candidate);
            else if (ends && rank < _options.Beams) AddFinished(candidate);
        }

        if (survivors.Count == 0)
        {
            IsFinished = true;
            return [];
        }

        var copies = Assign(survivors);
        IsFinished = IsDecided(survivors[0].LogProbability) || EndsInLoop();
        return copies;
    }

    /// <summary>The 2n most likely continuations, best first.</summary>
    private List<Candidate> RankCandidates(SequenceLogits logits)
    {
        var count = 2 * _options.Beams;
        var candidates = new List<Candidate>(count * _options.Beams);
        Span<(int Token, double LogProbability)> best = stackalloc (int, double)[count];
        for (var index = 0; index < _sequences.Length; index++)
        {
            if (_sequences[index] is not { } sequence) continue;
            var found = _selector.Rank(logits[index], sequence.Generated, best);
            foreach (var (token, logProbability) in best[..found])
                candidates.Add(new(index, token, sequence.LogProbability + logProbability));
        }

        // Stable, so that the result does not depend on the order of equal scores.
        return [.. candidates.OrderByDescending(candidate => candidate.LogProbability).Take(count)];
    }

    private void AddFinished(Candidate candidate)
    {
        var sequence = Extend(candidate);
        _finishedCount++;
        _finished.Add((sequence, Score(candidate.LogProbability, _sequences[candidate.Parent]!.Generated.Length + 1)));
        _finished.Sort((a, b) => b.Score.CompareTo(a.Score));
        if (_finished.Count > _options.Beams) _finished.RemoveAt(_finished.Count - 1);
    }

    /// <summary>
    /// Gives every survivor an index. The first one of a parent stays where its keys and values are; the others replace sequences
    /// without survivors, and only tokens in which the two differ are copied.
    /// </summary>
    private List<CacheCopy> Assign(List<Candidate> survivors)
    {
        var next = new DecodingSequence?[_sequences.Length];
        var forks = new List<Candidate>();
        foreach (var survivor in survivors)
            if (next[survivor.Parent] is null) next[survivor.Parent] = Extend(survivor);
            else forks.Add(survivor);

        var copies = new List<CacheCopy>(forks.Count);
        foreach (var fork in forks)
        {
            var index = Array.IndexOf(next, null);
            next[index] = Extend(fork);
            var parent = _cached[fork.Parent]!;
            var common = _cached[index] is { } old ? old.Tokens.CommonPrefixLength(parent.Tokens) : 0;
            copies.Add(new(fork.Parent, index, common, parent.Tokens.Length));
            _cached[index] = parent;
        }

        next.CopyTo(_sequences, 0);
        return copies;
    }

    private DecodingSequence Extend(Candidate candidate)
    {
        var sequence = _sequences[candidate.Parent]!.Fork();
        var logProbability = candidate.LogProbability - sequence.LogProbability;
        if (_selector.IsEndOfText(candidate.Token)) sequence.End(logProbability);
        else sequence.Append(candidate.Token, logProbability);
        return sequence;
    }

    private bool IsDecided(double bestRunning)
    {
        if (_options.Patience is { } patience) return _finishedCount >= Math.Max(1, (int)Math.Round(patience * _options.Beams));
        var length = _sequences.OfType<DecodingSequence>().First().Generated.Length;
        return _finished.Count >= _options.Beams && Score(bestRunning, length) <= _finished[^1].Score;
    }

    private bool EndsInLoop()
    {
        var sequence = _sequences.OfType<DecodingSequence>().MaxBy(sequence => sequence.LogProbability)!;
        if (!_isLooping(sequence)) return false;
        sequence.Finish();
        _finished.Insert(0, (sequence, double.PositiveInfinity));
        return true;
    }

    private double Score(double logProbability, int length) => logProbability / Math.Pow(length, _options.LengthPenalty);

    private readonly record struct Candidate(int Parent, int Token, double LogProbability);
}
