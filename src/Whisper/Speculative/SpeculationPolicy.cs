using System.Numerics;

namespace Speech.Whisper.Speculative;

/// <summary>Decides step by step whether drafting pays, by what it brought so far: with many rows a pass over drafts may cost more than it saves.</summary>
/// <param name="time">The clock of the measurement.</param>
internal sealed class SpeculationPolicy(TimeProvider time)
{
    // Every so many steps, a few are made the other way, so that a change is noticed.
    private const int Round = 32, Trials = 2;

    private readonly Dictionary<int, Rates> _rates = [];

    /// <summary>The clock's reading at the start of a step.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Whether to draft in the next step.</summary>
    /// <param name="rows">Rows of the step.</param>
    public bool ShouldDraft(int rows)
    {
        var rates = RatesOf(rows);
        var isTrial = rates.Steps++ % Round < Trials;
        return rates.Draft >= rates.Plain != isTrial;
    }

    /// <summary>Takes in how a step went.</summary>
    /// <param name="rows">Rows of the step.</param>
    /// <param name="drafted">Whether it was made with drafts.</param>
    /// <param name="tokens">Tokens it brought, over all rows.</param>
    /// <param name="start">The clock's reading at its start.</param>
    public void Record(int rows, bool drafted, int tokens, long start)
    {
        var rates = RatesOf(rows);
        var rate = tokens / Math.Max(1e-9, time.GetElapsedTime(start).TotalSeconds);
        if (drafted) rates.Draft = Smooth(rates.Draft, rate);
        else rates.Plain = Smooth(rates.Plain, rate);
    }

    private static double Smooth(double old, double now) => old == 0 ? now : 0.8 * old + 0.2 * now;

    // Batches of like size cost alike: 1, 2-3, 4-7, 8-15, ...
    private Rates RatesOf(int rows)
    {
        var size = BitOperations.Log2((uint)rows);
        return _rates.TryGetValue(size, out var rates) ? rates : _rates[size] = new Rates();
    }

    /// <summary>Tokens a second, smoothed; 0 before the first step.</summary>
    private sealed class Rates
    {
        public double Plain { get; set; }
        public double Draft { get; set; }
        public int Steps { get; set; }
    }
}
