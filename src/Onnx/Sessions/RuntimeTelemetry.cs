using System.Runtime.InteropServices;

namespace Speech.Onnx.Sessions;

/// <summary>ONNX Runtime sends usage data to its maker, and keeps it in the user's cache folder, unless a variable of the environment
/// forbids it.</summary>
internal static class RuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Forbids it. Has an effect only before the runtime's environment is created.</summary>
    public static void Disable()
    {
        // The library reads the variables of the process, of which .NET has its own copy except on Windows.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows()) _ = SetVariable(Variable, "1", 1);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(string name, string value, int overwrite);
}
