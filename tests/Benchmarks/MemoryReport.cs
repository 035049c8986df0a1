using System.Diagnostics;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>Peak memory of long audio against short: each file in a process of its own.</summary>
internal static class MemoryReport
{
    private const int TokensPerWindow = 8;

    public static async Task<int> PrintAsync(string model, string audio)
    {
        var folder = Directory.CreateTempSubdirectory("speech-memory-");
        try
        {
            Console.WriteLine($"| file | peak MB | seconds |");
            Console.WriteLine($"|---|---|---|");
            foreach (var (name, seconds, codec) in new[] { ("1 minute.wav", 60, "pcm_s16le"), ("3 hours.wav", 10_800, "pcm_s16le"), ("1 minute.mp3", 60, "libmp3lame"), ("3 hours.mp3", 10_800, "libmp3lame") })
            {
                var path = Path.Combine(folder.FullName, name);
                await RunAsync("ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", audio, "-t", $"{seconds}", "-ac", "1", "-ar", "16000", "-c:a", codec, path);
                var watch = Stopwatch.StartNew();
                var peak = await RunAsync(Path.Combine(AppContext.BaseDirectory, "Speech.Benchmarks"), "transcribe", RandomCheckpoint.FolderOf(model), path, $"{TokensPerWindow}");
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

    /// <summary>The child process: transcribes a file and prints its own peak memory in MB; and its times, as whisper.cpp does. The first minute is transcribed twice: what a server does once belongs to the loading.</summary>
    public static async Task<int> TranscribeAsync(string model, string audio, int tokens, Precision precision)
    {
        var watch = Stopwatch.StartNew();
        await using var whisper = WhisperModel.Load(model, new WhisperOptions { MaxNewTokens = tokens, Precision = precision }, BenchmarkEnvironment.Instance);
        await foreach (var _ in whisper.TranscribeAsync(Engine.DecodeAsync(audio, seconds: 60), new TranscribeOptions { Language = "en" })) { }
        Console.Error.WriteLine($"load time = {watch.Elapsed.TotalMilliseconds:F2} ms");
        var characters = 0L;
        await foreach (var chunk in whisper.TranscribeAsync(Engine.DecodeAsync(audio), new TranscribeOptions { Language = "en" })) characters += chunk.Text.Length;
        Console.Error.WriteLine($"total time = {watch.Elapsed.TotalMilliseconds:F2} ms");
        Console.Error.WriteLine($"{characters} characters");
        Console.WriteLine(ProcessMemory.PeakMegabytes());
        return 0;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
