using Speech.Chaos;
using Speech.Chaos.Scenarios;
using Speech.Chaos.Support;

if (args is not [var size and ("short" or "long"), .. var names] || names.Any(name => !ChaosRun.Names.Contains(name)))
{
    await Console.Error.WriteLineAsync($"""
        Attacks hosts of the endpoint in processes of their own, and prints a table of what they survived.

          short|long [SCENARIO...]    scenarios: {string.Join(", ", ChaosRun.Names)}; all by default
        """);
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = !stop.IsCancellationRequested && stop.CancelAsync().IsCompleted;
var failures = 0;
Console.WriteLine("| scenario | outcome | time |\n|---|---|---|");
await foreach (var result in ChaosRun.RunAsync(size == "long" ? ChaosSize.Long : ChaosSize.Short, names, stop.Token))
{
    Console.WriteLine($"| {result.Scenario} | {result.Outcome} | {result.Elapsed.TotalSeconds:0} s |");
    if (!result.Survived) failures++;
}
return failures == 0 ? 0 : 1;
