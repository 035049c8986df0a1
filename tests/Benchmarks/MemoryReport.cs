using System.Diagnostics;
using Speech.TestSupport;

namespace Speech.Benchmarks;

/// <summary>Peak memory for long and short audio, each file transcribed in its own process.</summary>
internal static class MemoryReport
{
    private const int TokensPerWindow = 8;

    private static readonly (string Name, int Seconds, string Codec)[] Files =
    [
        ("1 minute.wav", 60, "pcm_s16le"), ("3 hours.wav", 10_800, "pcm_s16le"),
        ("1 minute.mp3", 60, "libmp3lame"), ("3 hours.mp3", 10_800, "libmp3lame"),
    ];

    /// <param name="model">Folder or dimensions of the model.</param>
    /// <param name="audio">A recording, repeated up to the required length.</param>
    public static async Task<int> PrintAsync(string model, string audio)
    {
        var folder = Directory.CreateTempSubdirectory("speech-memory-");
        try
        {
            Console.WriteLine("| file | peak MB | seconds |");
            Console.WriteLine("|---|---|---|");
            foreach (var (name, seconds, codec) in Files)
            {
                var path = Path.Combine(folder.FullName, name);
                await RunAsync(
                    "ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", audio, "-t", $"{seconds}", "-ac", "1", "-ar", "16000",
                    "-c:a", codec, path);
                var watch = Stopwatch.StartNew();
                var peak = await RunAsync(
                    TranscribeCommand.Executable, "transcribe", RandomCheckpoint.FolderOf(model), path, $"{TokensPerWindow}");
                Console.WriteLine($"| {name} | {peak.Trim()} | {watch.Elapsed.TotalSeconds:F1} |");
                File.Delete(path);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{program} exited with code {process.ExitCode}");
    }
}
