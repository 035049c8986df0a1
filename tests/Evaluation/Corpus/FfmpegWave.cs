using System.Diagnostics;

namespace Speech.Evaluation.Corpus;

/// <summary>Decodes audio with ffmpeg's own resampler, as the reference pipeline does. The endpoint uses a steeper filter: the difference
/// is inaudible, but decides between two texts where the model is undecided.</summary>
internal static class FfmpegWave
{
    /// <summary>Writes a WAV file of 16 kHz, 16 bits, mono.</summary>
    /// <param name="audioFile">The encoded audio.</param>
    /// <param name="waveFile">The file to write.</param>
    /// <exception cref="InvalidOperationException">ffmpeg failed; it has written why.</exception>
    public static async Task WriteAsync(string audioFile, string waveFile)
    {
        string[] arguments = ["-v", "error", "-nostdin", "-i", audioFile, "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", waveFile];
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode} for {audioFile}.");
    }
}
