using System.Diagnostics;

namespace Speech.Infra.Tests.Support;

/// <summary>The result of a command-line tool.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>Runs a command-line tool until it exits.</summary>
internal static class Tool
{
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR"];

    /// <summary>Of the developer's environment only paths are passed on, so that local settings do not affect the test.</summary>
    public static async Task<ToolResult> RunAsync(
        string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            file, arguments)
        { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var inherited = Inherited.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        start.Environment.Clear();
        foreach (var (name, value) in inherited) start.Environment[name] = value;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
