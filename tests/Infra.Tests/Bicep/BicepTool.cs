using System.Reflection;
using System.Runtime.InteropServices;
using Speech.Infra.Tests.Support;

namespace Speech.Infra.Tests.Bicep;

/// <summary>The Bicep command-line tool, restored as a package.</summary>
internal static class BicepTool
{
    private static readonly string ToolPath = typeof(BicepTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "Bicep").Value!;

    /// <summary>Runs the tool. Skips the test, with a reason, on platforms that the package does not support.</summary>
    public static Task<ToolResult> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("the restored Bicep tool runs on Linux x64 only");
        return Tool.RunAsync(ToolPath, arguments, folder, environment, cancellationToken);
    }
}
