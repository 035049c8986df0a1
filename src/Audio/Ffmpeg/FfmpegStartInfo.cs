using System.Diagnostics;

namespace Speech.Audio.Ffmpeg;

/// <summary>How the program is started: no shell, three pipes, and no secrets in its environment.</summary>
internal static class FfmpegStartInfo
{
    private static readonly string[] Inherited = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

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
        foreach (var name in info.Environment.Keys.Except(Inherited, StringComparer.OrdinalIgnoreCase).ToArray()) info.Environment.Remove(name);
        return info;
    }
}
