using System.Diagnostics;

namespace Speech.Benchmarks;

/// <summary>Measures times.</summary>
internal static class Measure
{
    /// <summary>Median time of an action in milliseconds, after one run that is not counted.</summary>
    public static double Median(int runs, Action action)
    {
        action();
        var times = new double[runs];
        for (var run = 0; run < runs; run++) times[run] = Milliseconds(action);
        return Median(times);
    }

    /// <summary>Median times in milliseconds of two interleaved actions; see <see cref="Interleaved"/>.</summary>
    public static (double First, double Second) InterleavedPair(int runs, Action first, Action second)
        => Interleaved(runs, first, second) is [var a, var b] ? (a, b) : default;

    /// <summary>
    /// Median times of interleaved actions in milliseconds. Interleaving makes changes of the machine's speed affect all actions alike.
    /// In each round every action runs twice and the second run is timed, so that the processor caches hold the action's own data.
    /// </summary>
    public static double[] Interleaved(int runs, params Action[] actions)
    {
        var times = Array.ConvertAll(actions, _ => new double[runs]);
        for (var run = 0; run < runs; run++)
            for (var i = 0; i < actions.Length; i++)
            {
                actions[i]();
                times[i][run] = Milliseconds(actions[i]);
            }

        return Array.ConvertAll(times, Median);
    }

    /// <summary>The quantile of values without interpolation: the sorted value at index floor(fraction × count).</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="fraction">0 to 1; 0.5 is the median.</param>
    public static double Quantile(IEnumerable<double> values, double fraction)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(fraction * sorted.Length))];
    }

    private static double Milliseconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(double[] times) => Quantile(times, 0.5);
}
