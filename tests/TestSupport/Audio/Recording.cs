using System.Runtime.InteropServices;

namespace Speech.TestSupport.Audio;

/// <summary>The recordings of the reference data: 16 kHz, mono, 16 bits or float; little-endian, like the machines that this runs
/// on.</summary>
public static class Recording
{
    /// <summary>Samples per second.</summary>
    public const int Rate = 16_000;

    /// <summary>The samples of a recording, in [-1, 1].</summary>
    /// <param name="file">Its path below the folder of recordings.</param>
    public static float[] Load(params string[] file) => Read(Reference.PathOf(["audio", .. file]));

    /// <summary>The samples of another recording of the same format, in [-1, 1].</summary>
    /// <param name="path">Its path.</param>
    public static float[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var isWhole = bytes[bytes.IndexOf("fmt "u8) + 8] == 1;
        var data = bytes[(bytes.IndexOf("data"u8) + 8)..];
        return isWhole
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, short>(data[..(data.Length & ~1)]).ToArray(), sample => sample / 32_768f)
            : MemoryMarshal.Cast<byte, float>(data[..(data.Length & ~3)]).ToArray();
    }

    /// <summary>Samples as a decoder gives them: block by block.</summary>
    /// <param name="samples">All of them.</param>
    /// <param name="block">Samples of a block.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> InBlocks(ReadOnlyMemory<float> samples, int block = 8_000)
    {
        await Task.CompletedTask;
        for (var at = 0; at < samples.Length; at += block) yield return samples.Slice(at, Math.Min(block, samples.Length - at));
    }
}
