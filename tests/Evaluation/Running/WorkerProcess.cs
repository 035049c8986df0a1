using System.Diagnostics;
using Speech.Evaluation.Serialization;

namespace Speech.Evaluation.Running;

/// <summary>Runs a plan in a process of its own, so that its peak memory is its own.</summary>
internal static class WorkerProcess
{
    /// <summary>Runs the plan; progress goes to the console.</summary>
    /// <param name="plan">The jobs.</param>
    /// <param name="folder">A folder for the files of both processes.</param>
    /// <exception cref="InvalidOperationException">The worker failed; it has written why.</exception>
    public static async Task<IReadOnlyList<JobAnswer>> RunAsync(WorkPlan plan, string folder)
    {
        var (planFile, answerFile) = (Path.Combine(folder, "plan.json"), Path.Combine(folder, "answers.jsonl"));
        await File.WriteAllTextAsync(planFile, JsonText.Write(plan));
        // The host program of the assembly, or dotnet with the assembly as its first argument.
        var program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(WorkerProcess).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. host, "worker", planFile, answerFile]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The worker ended with {process.ExitCode}.");
        return [.. File.ReadLines(answerFile).Select(JsonText.Parse<JobAnswer>)];
    }
}
