using System.Reflection;
using System.Runtime.InteropServices;
using Speech.Infra.Tests.Support;

namespace Speech.Infra.Tests.Bicep;

/// <summary>The Bicep command line, as it was restored with the packages.</summary>
internal static class BicepTool
{
    private static readonly string ToolPath = typeof(BicepTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "Bicep").Value!;

    /// <summary>Runs it. Skips the running test, saying so, on machines that the tool is not made for.</summary>
    public static Task<Said> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? environment, CancellationToken stop, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("the Bicep command line that is restored here runs on Linux x64 only");
        return Tool.RunAsync(ToolPath, arguments, folder, environment, stop);
    }
}
