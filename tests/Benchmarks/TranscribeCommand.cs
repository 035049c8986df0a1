using System.Diagnostics;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>The child process of other reports: transcribes one file, and writes its times to stderr as whisper.cpp does.</summary>
internal static class TranscribeCommand
{
    /// <summary>The executable of the benchmarks.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "Speech.Benchmarks");

    /// <summary>
    /// Transcribes a file and writes the peak memory of the process in MB to stdout. The first minute is transcribed twice and the first
    /// time counts as loading, because a server warms up once.
    /// </summary>
    /// <param name="model">Folder of the checkpoint.</param>
    /// <param name="audio">The file.</param>
    /// <param name="tokens">Maximum number of tokens per window.</param>
    /// <param name="precision">Numeric precision.</param>
    public static async Task<int> RunAsync(string model, string audio, int tokens, Precision precision)
    {
        var watch = Stopwatch.StartNew();
        var modelOptions = new WhisperOptions { MaxNewTokens = tokens, Precision = precision };
        var options = new TranscribeOptions { Language = "en" };
        await using var whisper = WhisperModel.Load(model, modelOptions, BenchmarkEnvironment.Instance);
        await foreach (var _ in whisper.TranscribeAsync(AudioFile.DecodeAsync(audio, seconds: 60), options)) { }
        Console.Error.WriteLine($"load time = {watch.Elapsed.TotalMilliseconds:F2} ms");
        var characters = 0L;
        await foreach (var chunk in whisper.TranscribeAsync(AudioFile.DecodeAsync(audio), options)) characters += chunk.Text.Length;
        Console.Error.WriteLine($"total time = {watch.Elapsed.TotalMilliseconds:F2} ms");
        Console.Error.WriteLine($"{characters} characters");
        Console.WriteLine(ProcessMemory.PeakMegabytes());
        return 0;
    }
}
