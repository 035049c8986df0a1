using System.Diagnostics;

namespace Speech.Benchmarks;

/// <summary>Times of this process.</summary>
internal static class Measure
{
    /// <summary>Median time of an action in milliseconds, after one run that is not counted.</summary>
    public static double Median(int runs, Action action)
    {
        action();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    /// <summary>Medians of two actions run in turn.</summary>
    public static (double First, double Second) Paired(int runs, Action first, Action second) => InTurn(runs, first, second) is [var a, var b] ? (a, b) : default;

    /// <summary>Medians of actions run in turn, so that a machine that speeds up or slows down does so for all. Each is run twice, and the second time counts: the caches are its own.</summary>
    public static double[] InTurn(int runs, params Action[] actions)
    {
        var times = Array.ConvertAll(actions, _ => new double[runs]);
        for (var run = 0; run < runs; run++)
            for (var i = 0; i < actions.Length; i++)
            {
                actions[i]();
                var watch = Stopwatch.StartNew();
                actions[i]();
                times[i][run] = watch.Elapsed.TotalMilliseconds;
            }

        foreach (var row in times) Array.Sort(row);
        return Array.ConvertAll(times, row => row[runs / 2]);
    }

    /// <summary>The value that a share of the others does not exceed.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
