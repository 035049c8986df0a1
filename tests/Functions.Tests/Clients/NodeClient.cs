using System.ComponentModel;
using System.Diagnostics;

namespace Speech.Functions.Tests.Clients;

/// <summary>The client library of Hugging Face for JavaScript, run by node as its users run it.</summary>
internal static class NodeClient
{
    private static string Folder => Path.Combine(Root(), "tests", "Functions.Tests", "Clients");

    /// <summary>Skips the running test, saying so, where node or the library is not installed.</summary>
    public static void Require()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@huggingface", "inference")))
            Assert.Skip("the client is not installed: run \"npm ci\" in tests/Functions.Tests/Clients");
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed");
        }
    }

    /// <summary>Runs <c>transcribe.mjs</c> to its end.</summary>
    /// <param name="endpoint">Where the endpoint listens.</param>
    /// <param name="file">The audio.</param>
    /// <param name="token">What the client bears.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> TranscribeAsync(Uri endpoint, string file, string? token = null)
    {
        Require();
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("node", ["transcribe.mjs", endpoint.ToString(), file])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["API_TOKEN"] = token;
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(stop);
        var output = await node.StandardOutput.ReadToEndAsync(stop);
        await node.WaitForExitAsync(stop);
        return (node.ExitCode, output, await errors);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Functions.sln"))) at = at.Parent!;
        return at.FullName;
    }
}
