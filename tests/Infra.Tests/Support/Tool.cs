using System.Diagnostics;

namespace Speech.Infra.Tests.Support;

/// <summary>What a command line tool has said.</summary>
internal sealed record Said(int ExitCode, string Output, string Errors);

/// <summary>Runs a command line tool to its end.</summary>
internal static class Tool
{
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR"];

    /// <summary>Nothing of the developer's environment reaches the tool but where it finds things: his own settings must not change what is
    /// tested.</summary>
    public static async Task<Said> RunAsync(
        string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment, CancellationToken stop)
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
            var errors = process.StandardError.ReadToEndAsync(stop);
            var output = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return new(process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
