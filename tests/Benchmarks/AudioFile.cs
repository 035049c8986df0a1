using Speech.Audio;

namespace Speech.Benchmarks;

/// <summary>Reads audio files.</summary>
internal static class AudioFile
{
    /// <summary>Decodes a file to blocks of mono samples at 16 kHz.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seconds">Decoding stops after the block that reaches this time; default the whole file.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(string path, int seconds = int.MaxValue)
    {
        await using var file = File.OpenRead(path);
        var remaining = (long)seconds * AudioDecoder.SampleRate;
        await foreach (var block in new AudioDecoder(new AudioOptions()).DecodeAsync(file))
        {
            yield return block;
            if ((remaining -= block.Length) <= 0) yield break;
        }
    }
}
