namespace Speech.Whisper.Speculative;

/// <summary>Finds the draft length with the highest throughput for batches of similar size.</summary>
/// <remarks>
/// The throughput of a length is the expected number of tokens (from the acceptance rates) divided by the measured duration of a step.
/// Other lengths than the best one are probed for a few steps from time to time. The time lost in a probe decides how long to wait for the
/// next one (the cooldown), so that probing costs a fixed small share of the time, however bad or slow the drafts are. Drafting is only
/// taken up by a probe: the draft model has to process what it missed, and that counts as a loss.
/// </remarks>
/// <param name="minLength">Shortest draft, 0 or 1.</param>
internal sealed class DraftLengthOptimizer(int minLength)
{
    // Share of the time that may be lost in probes.
    private const double MaxProbeOverhead = 0.01;

    // Number of steps of a probe: the first one may be slowed down by the change, the median of two is the other one.
    private const int ProbeSteps = 2;

    // Smallest number of steps between probes, and the time scale on which measurements become outdated.
    private const int ProbeInterval = 8;

    // A length whose measurement is 1, 3, 7, ... probe intervals old is assumed to have improved by this factor each time.
    private const double OptimismFactor = 1.2;

    // Probed first, when nothing is known about the costs of drafts.
    private const int FirstProbeLength = 2;

    private readonly StepCostModel _costs = new();
    private int _length, _probeStepsLeft;
    private double _seconds, _nextProbeSeconds, _probeLoss, _probeTokens, _referenceThroughput;
    private long _nextProbeStep;

    /// <summary>Number of tokens to draft in the next step.</summary>
    /// <param name="estimates">One per sequence of the batch.</param>
    public int Choose(IReadOnlyList<DraftEstimate> estimates)
    {
        // Everything is compared with steps without drafts.
        if (_costs.CountOf(0) < ProbeSteps) return _length = 0;
        if (_probeStepsLeft > 0) return _length;
        var mayProbe = _costs.Steps >= _nextProbeStep && _seconds >= _nextProbeSeconds;
        var isPlain = _length == 0 && minLength == 0;
        if (isPlain && !mayProbe) return 0;
        if (!_costs.KnowsDrafts) return BeginProbe(FirstProbeLength, estimates, ExpectedTokens(estimates, 0) / _costs.SecondsOf(0));

        Span<double> throughput = stackalloc double[DraftLengthController.MaxDraftLength + 1];
        var best = minLength;
        for (var length = minLength; length < throughput.Length; length++)
        {
            throughput[length] = ExpectedTokens(estimates, length) / _costs.SecondsOf(length);
            if (throughput[length] > throughput[best]) best = length;
        }

        if (isPlain && best > 0) return BeginProbe(best, estimates, throughput[0]);
        if (!mayProbe) return _length = best;
        if (MostPromising(throughput, best) is { } promising) return BeginProbe(promising, estimates, throughput[best]);
        _nextProbeStep = _costs.Steps + ProbeInterval;
        return _length = best;
    }

    /// <summary>Records a step.</summary>
    /// <param name="length">Number of drafted tokens.</param>
    /// <param name="seconds">Duration of the step, divided by the number of sequences.</param>
    public void Record(int length, double seconds)
    {
        seconds = _costs.Add(length, seconds);
        _seconds += seconds;
        if (_probeStepsLeft == 0 || length != _length) return;
        _probeLoss += seconds - _probeTokens / _referenceThroughput;
        if (--_probeStepsLeft > 0 || _probeLoss <= 0) return;
        _nextProbeSeconds = _seconds + _probeLoss / MaxProbeOverhead;
        _nextProbeStep = _costs.Steps + ProbeInterval;
    }

    /// <summary>Begins to measure a length anew.</summary>
    private int BeginProbe(int length, IReadOnlyList<DraftEstimate> estimates, double referenceThroughput)
    {
        _costs.Reset(length);
        (_probeStepsLeft, _probeLoss) = (ProbeSteps, 0);
        (_probeTokens, _referenceThroughput) = (ExpectedTokens(estimates, length), referenceThroughput);
        return _length = length;
    }

    /// <summary>The length that may be better than the best one, given the age of its measurement; null if none may.</summary>
    private int? MostPromising(ReadOnlySpan<double> throughput, int best)
    {
        var (promising, highest) = (best, throughput[best]);
        for (var length = minLength; length < throughput.Length; length++)
        {
            if (length == best) continue;
            var optimistic = throughput[length] * Math.Pow(OptimismFactor, Math.Log2(1 + (double)_costs.AgeOf(length) / ProbeInterval));
            if (optimistic > highest) (promising, highest) = (length, optimistic);
        }

        return promising == best ? null : promising;
    }

    /// <summary>Expected number of tokens of a step per sequence, at least 1.</summary>
    private static double ExpectedTokens(IReadOnlyList<DraftEstimate> estimates, int length)
    {
        var tokens = 0.0;
        for (var i = 0; i < estimates.Count; i++) tokens += estimates[i].ExpectedTokens(length);
        return tokens / estimates.Count;
    }
}
