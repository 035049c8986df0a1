using System.ComponentModel;
using System.Diagnostics;
using Speech.Functions.Tests.Architecture;

namespace Speech.Functions.Tests.Clients;

/// <summary>Runs the scripts of this folder with node: the JavaScript client of Hugging Face, and a browser.</summary>
internal static class NodeClient
{
    private static readonly Lazy<bool> HasNode = new(StartsNode);

    private static string Folder => Path.Combine(Repository.Root, "tests", "Functions.Tests", "Clients");

    /// <summary>Skips the running test where node or a package is not installed.</summary>
    /// <param name="package">The name of the package.</param>
    public static void Require(string package = "@huggingface/inference")
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", package)))
            Assert.Skip("the client is not installed: run \"npm ci\" in tests/Functions.Tests/Clients");
        RequireNode();
    }

    /// <summary>Skips the running test where Chromium or the library that drives it is not installed.</summary>
    public static void RequireBrowser()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
            Assert.Skip("playwright-core is not installed: run \"npm ci\" in tests/Functions.Tests/Clients");
        var browser = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";
        if (!File.Exists(browser)) Assert.Skip("chromium is not installed");
        RequireNode();
    }

    private static void RequireNode()
    {
        if (!HasNode.Value) Assert.Skip("node is not installed");
    }

    private static bool StartsNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs <c>transcribe.mjs</c> to its end.</summary>
    /// <param name="endpoint">The address of the endpoint.</param>
    /// <param name="file">The audio.</param>
    /// <param name="token">The API token of the client.</param>
    public static Task<(int ExitCode, string Output, string Errors)> TranscribeAsync(Uri endpoint, string file, string? token = null)
    {
        Require();
        return RunAsync(["transcribe.mjs", endpoint.ToString(), file], token);
    }

    /// <summary>Runs a script of this folder to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, params string[] arguments)
        => RunAsync([script, .. arguments], token: null);

    /// <summary>Runs a script of this folder to its end.</summary>
    /// <param name="token">The API token of the client.</param>
    /// <param name="script">The script and its arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunWithTokenAsync(string token, params string[] script)
        => RunAsync(script, token);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, string? token)
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["API_TOKEN"] = token;
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(stop);
        var output = await node.StandardOutput.ReadToEndAsync(stop);
        await node.WaitForExitAsync(stop);
        return (node.ExitCode, output, await errors);
    }
}
