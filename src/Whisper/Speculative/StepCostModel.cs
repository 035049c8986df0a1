namespace Speech.Whisper.Speculative;

/// <summary>Duration of a step for each draft length: measured, or inter- and extrapolated linearly from the lengths that were.</summary>
internal sealed class StepCostModel
{
    // The median of this number of measurements, the lower one of two, is robust against other load on the machine and single expensive
    // steps.
    private const int RecentMeasurements = 7;

    // Number of steps after which the measurement of a draft length is dropped: by then the machine's load may have changed.
    private const int MeasurementLifetime = 500;

    private const int Lengths = DraftLengthController.MaxDraftLength + 1;

    // Keeps throughputs finite if the clock stands still.
    private const double MinSeconds = 1e-9;

    // By length.
    private readonly List<double>[] _measured = [.. Enumerable.Range(0, Lengths).Select(_ => new List<double>())];
    private readonly double[] _median = new double[Lengths];
    private readonly long[] _lastMeasured = new long[Lengths];

    /// <summary>Number of steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the cost of any draft is known, so that the others can be estimated.</summary>
    public bool KnowsDrafts
    {
        get
        {
            for (var length = 1; length < _measured.Length; length++)
                if (IsKnown(length)) return true;
            return false;
        }
    }

    /// <summary>Number of recent measurements of a length.</summary>
    public int CountOf(int length) => _measured[length].Count;

    /// <summary>Number of steps since a length was measured.</summary>
    public long AgeOf(int length) => Steps - _lastMeasured[length];

    /// <summary>Adds a measured step.</summary>
    /// <param name="length">Number of drafted tokens.</param>
    /// <param name="seconds">Duration.</param>
    /// <returns>The duration, at least the smallest one that counts.</returns>
    public double Add(int length, double seconds)
    {
        seconds = Math.Max(MinSeconds, seconds);
        var own = _measured[length];
        if (own.Count == RecentMeasurements) own.RemoveAt(0);
        own.Add(seconds);
        Span<double> sorted = stackalloc double[RecentMeasurements];
        own.CopyTo(sorted);
        sorted[..own.Count].Sort();
        _median[length] = sorted[(own.Count - 1) / 2];
        _lastMeasured[length] = ++Steps;
        return seconds;
    }

    /// <summary>Drops the measurements of a length.</summary>
    public void Reset(int length) => _measured[length].Clear();

    /// <summary>Duration of a step in seconds.</summary>
    /// <param name="length">
    /// Number of drafted tokens. Steps without drafts and with at least one length of draft must have been measured.
    /// </param>
    public double SecondsOf(int length)
    {
        if (IsKnown(length)) return _median[length];
        var below = KnownBelow(length);
        for (var above = length + 1; above < _measured.Length; above++)
            if (IsKnown(above)) return _median[below] + (_median[above] - _median[below]) * (length - below) / (above - below);

        var before = KnownBelow(below);
        return _median[below] + Math.Max(0, _median[below] - _median[before]) / (below - before) * (length - below);
    }

    // A step without drafts is measured first and never expires.
    private bool IsKnown(int length) => length == 0 || (_measured[length].Count > 0 && AgeOf(length) <= MeasurementLifetime);

    private int KnownBelow(int length)
    {
        do length--; while (!IsKnown(length));
        return length;
    }
}
