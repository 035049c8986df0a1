using System.Buffers.Binary;

namespace Speech.Functions.Tests.Fakes;

/// <summary>Writes and reads WAV files with 16 kHz, mono, 16 bits.</summary>
internal static class Wave
{
    public const int HeaderLength = 44;

    /// <summary>Noise that differs with the seed.</summary>
    public static short[] Noise(int seed, int samples = 800)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (short)random.Next(short.MinValue, short.MaxValue))];
    }

    public static byte[] File(short[] samples)
    {
        var file = new byte[HeaderLength + (samples.Length * 2)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        int[] format = [16, 0x0001_0001, 16_000, 32_000, 0x0010_0002];
        for (var at = 0; at < format.Length; at++) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16 + (at * 4)), format[at]);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), samples.Length * 2);
        Pcm(samples, bigEndian: false).CopyTo(file, HeaderLength);
        return file;
    }

    public static byte[] Pcm(short[] samples, bool bigEndian)
    {
        var bytes = new byte[samples.Length * 2];
        for (var at = 0; at < samples.Length; at++)
        {
            var to = bytes.AsSpan(at * 2);
            if (bigEndian) BinaryPrimitives.WriteInt16BigEndian(to, samples[at]);
            else BinaryPrimitives.WriteInt16LittleEndian(to, samples[at]);
        }
        return bytes;
    }

    public static float[] Floats(short[] samples) => [.. samples.Select(sample => sample / 32_768f)];
}
