using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Speech.Functions.Security;

/// <summary>Keeps the secrets of this process from the programs that it starts, above all from ffmpeg, which reads untrusted files as the
/// same user and could otherwise read them in <c>/proc</c>.</summary>
internal static class ProcessSecrets
{
    private const int SetDumpable = 4;

    /// <summary>Parts of the names of variables that hold secrets.</summary>
    private static readonly string[] Parts = ["TOKEN", "KEY", "SECRET", "PASSWORD", "CONNECTION", "STORAGE", "HEADER", "SAS", "CREDENTIAL"];

    /// <summary>
    /// Overwrites the secrets in the environment block that the kernel shows, and forbids processes of the same user to read this one's
    /// memory. The program itself still reads all variables. Must run before other threads; no effect except on Linux.
    /// </summary>
    public static void Hide()
    {
        if (!OperatingSystem.IsLinux()) return;
        var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).ToList();
        foreach (var name in names.Where(IsSecret))
        {
            // The runtime copies all variables before it changes one, so that the copy keeps the value.
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name));
            Overwrite(name);
        }
        _ = Prctl(SetDumpable, 0, 0, 0, 0);
    }

    private static bool IsSecret(string name) => Parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    [SupportedOSPlatform("linux")]
    private static void Overwrite(string name)
    {
        var value = GetVariable(Encoding.UTF8.GetBytes(name + '\0'));
        for (var at = 0; value != 0 && Marshal.ReadByte(value, at) != 0; at++) Marshal.WriteByte(value, at, (byte)'*');
    }

    [DllImport("libc", EntryPoint = "getenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetVariable(byte[] name);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);
}
