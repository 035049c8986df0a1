using System.ComponentModel;
using System.Diagnostics;

namespace Speech.Audio.Tests.Support;

/// <summary>Runs ffmpeg to create test files.</summary>
internal static class FfmpegTool
{
    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<string> Encoders = new(() => Run("-hide_banner", "-encoders").Output);

    /// <summary>Skips the current test if ffmpeg is not installed.</summary>
    public static void Require() => Assert.SkipWhen(Found.Value is null, "ffmpeg is not installed");

    public static string FullPath
    {
        get
        {
            Require();
            return Found.Value!;
        }
    }

    public static void RequireEncoder(string name)
    {
        Require();
        Assert.SkipUnless(Encoders.Value.Contains($" {name} ", StringComparison.Ordinal), $"this ffmpeg has no encoder {name}");
    }

    /// <summary>Encodes a file; the arguments are inserted between input and output.</summary>
    public static byte[] Encode(byte[] wave, string extension, params string[] arguments)
    {
        Require();
        using var folder = new TemporaryFolder();
        var (input, output) = (folder.PathOf("in.wav"), folder.PathOf("out." + extension));
        File.WriteAllBytes(input, wave);
        var (exitCode, _, errors) = Run(["-v", "error", "-nostdin", "-y", "-i", input, .. arguments, output]);
        Assert.True(exitCode == 0, errors);
        return File.ReadAllBytes(output);
    }

    /// <summary>Runs ffmpeg to completion.</summary>
    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static string? Find()
    {
        try
        {
            Run("-version");
        }
        catch (Win32Exception)
        {
            return null;
        }
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        return folders.Select(folder => Path.Combine(folder, "ffmpeg")).FirstOrDefault(File.Exists) ?? "ffmpeg";
    }
}
