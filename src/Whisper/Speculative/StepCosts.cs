namespace Speech.Whisper.Speculative;

/// <summary>What a step costs with drafts of each length, as it was measured lately. What was not measured is guessed from its neighbours.</summary>
internal sealed class StepCosts
{
    // So many of the last ones count, and of them the median, the lower one of two: others use the machine too.
    private const int Kept = 7;

    private const double Smallest = 1e-9;

    private readonly List<double>?[] _measured = new List<double>?[SpeculationPolicy.Longest + 1];
    // Of those, where there are some.
    private readonly double[] _medians = new double[SpeculationPolicy.Longest + 1];

    /// <summary>Takes in a step.</summary>
    public void Add(int length, double seconds)
    {
        var own = _measured[length] ??= [];
        own.Add(Math.Max(Smallest, seconds));
        if (own.Count > Kept) own.RemoveAt(0);
        _medians[length] = own.Order().ElementAt((own.Count - 1) / 2);
    }

    /// <summary>Lets go of what was measured of a length.</summary>
    public void Forget(int length) => _measured[length] = null;

    /// <summary>Times that a length was measured lately.</summary>
    public int CountOf(int length) => _measured[length]?.Count ?? 0;

    /// <summary>Cost of a step in seconds, where plain ones were measured.</summary>
    /// <param name="length">Tokens drafted.</param>
    /// <param name="token">What each of them is thought to cost, as long as no draft was measured.</param>
    public double Of(int length, double token = 0)
    {
        if (CountOf(length) > 0) return _medians[length];
        var below = Below(length);
        for (var above = length + 1; above < _measured.Length; above++)
            if (CountOf(above) > 0) return _medians[below] + (_medians[above] - _medians[below]) * (length - below) / (above - below);

        var before = below > 0 ? Below(below) : 0;
        var slope = below > 0 ? Math.Max(0, _medians[below] - _medians[before]) / (below - before) : token;
        return _medians[below] + slope * (length - below);
    }

    private int Below(int length)
    {
        do length--; while (length > 0 && CountOf(length) == 0);
        return length;
    }
}
