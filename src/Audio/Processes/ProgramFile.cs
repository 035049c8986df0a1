using System.Runtime.Versioning;

namespace Speech.Audio.Processes;

/// <summary>Finds programs as the system does.</summary>
[SupportedOSPlatform("linux")]
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of an executable file; null where there is none.</summary>
    /// <param name="program">A name that is looked up in <c>PATH</c>, or a path.</param>
    public static string? Find(string program)
    {
        var folders = program.Contains('/', StringComparison.Ordinal) ? [""] : Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Execute) != 0;
}
