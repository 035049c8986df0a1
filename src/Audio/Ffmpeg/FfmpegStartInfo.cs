using System.Diagnostics;

namespace Speech.Audio.Ffmpeg;

/// <summary>Process settings of ffmpeg: no shell, redirected standard streams, and an environment without secrets.</summary>
internal static class FfmpegStartInfo
{
    private static readonly string[] InheritedVariables = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

    public static ProcessStartInfo Create(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in info.Environment.Keys.Except(InheritedVariables, StringComparer.OrdinalIgnoreCase).ToArray())
            info.Environment.Remove(name);
        return info;
    }
}
