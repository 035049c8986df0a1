using System.Diagnostics;
using System.Runtime.CompilerServices;
using Speech.Chaos.Scenarios;
using Speech.Chaos.Support;

namespace Speech.Chaos;

/// <summary>Runs scenarios, each with hosts of its own.</summary>
internal static class ChaosRun
{
    private static readonly Dictionary<string, Func<ChaosSize, CancellationToken, Task<string>>> Scenarios = new()
    {
        ["mutations"] = MutatedInputs.RunAsync,
        ["storage"] = StorageFaults.RunAsync,
        ["hub"] = HubFaults.RunAsync,
        ["mends"] = MendedModels.RunAsync,
        ["kills"] = KilledHosts.RunAsync,
        ["clients"] = ManyClients.RunAsync,
        ["trickle"] = TricklingClients.RunAsync,
        ["splices"] = (size, cancellationToken) => SplicedSpeech.RunAsync(Models.Demo, size.Splices, cancellationToken),
        ["built-in"] = (size, cancellationToken) => SplicedSpeech.RunAsync([], size.BuiltInSplices, cancellationToken),
        ["soak"] = Soak.RunAsync,
    };

    public static IReadOnlyCollection<string> Names => Scenarios.Keys;

    /// <summary>Runs scenarios one after the other.</summary>
    /// <param name="size">How much of everything.</param>
    /// <param name="names">The scenarios; all where there is none.</param>
    /// <param name="cancellationToken">Ends the run; no process remains.</param>
    public static async IAsyncEnumerable<ChaosResult> RunAsync(
        ChaosSize size, IReadOnlyCollection<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, runAsync) in Scenarios.Where(scenario => names.Count == 0 || names.Contains(scenario.Key)))
        {
            var started = Stopwatch.GetTimestamp();
            ChaosResult result;
            try
            {
                result = new(name, true, await runAsync(size, cancellationToken), Stopwatch.GetElapsedTime(started));
            }
            catch (LawBrokenException exception)
            {
                result = new(name, false, "**broken**: " + exception.Message.ReplaceLineEndings(" "), Stopwatch.GetElapsedTime(started));
            }
            yield return result;
        }
    }
}
