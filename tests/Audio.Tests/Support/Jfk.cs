using System.Buffers.Binary;
using Speech.TestSupport;

namespace Speech.Audio.Tests.Support;

/// <summary>The 11 seconds of speech in the reference data: 16 kHz, mono, 16 bits.</summary>
internal static class Jfk
{
    public const int SampleCount = 176_000;

    public static byte[] File() => System.IO.File.ReadAllBytes(Reference.PathOf("audio", "jfk.wav"));

    /// <summary>The file's samples, read without the library under test.</summary>
    public static byte[] SampleBytes()
    {
        var file = File();
        return file[(file.AsSpan().IndexOf("data"u8) + 8)..][..(SampleCount * 2)];
    }

    public static float[] Samples()
    {
        var bytes = SampleBytes();
        return [.. Enumerable.Range(0, SampleCount).Select(i => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(i * 2)) / 32768f)];
    }
}
