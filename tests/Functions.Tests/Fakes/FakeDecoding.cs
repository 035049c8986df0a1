using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Audio.Errors;

namespace Speech.Functions.Tests.Fakes;

/// <summary>Decodes what <see cref="Wave"/> writes, in blocks; everything else is damaged.</summary>
internal static class FakeDecoding
{
    /// <summary>Audio that wants a program which is not there.</summary>
    public static byte[] Compressed => "compressed"u8.ToArray();

    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(Stream audio, RawPcm? raw, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await audio.CopyToAsync(all, cancellationToken);
        var bytes = all.ToArray();
        if (bytes.AsSpan().SequenceEqual(Compressed)) throw new AudioDecoderMissingException(new IOException("no /usr/bin/ffmpeg"));
        if (raw is null && !IsWave(bytes)) throw new UndecodableAudioException("it is not what Wave writes.");
        var pcm = raw is null ? bytes.AsMemory(Wave.HeaderLength) : bytes;
        for (var at = 0; at + 1 < pcm.Length; at += 500)
            yield return Floats(pcm.Slice(at, Math.Min(500, pcm.Length - at)).Span, raw?.BigEndian ?? false);
    }

    private static bool IsWave(byte[] bytes) => bytes.Length >= Wave.HeaderLength && bytes.AsSpan(0, 44).StartsWith(Wave.File([]).AsSpan(0, 4)) && bytes[8] == 'W';

    private static float[] Floats(ReadOnlySpan<byte> pcm, bool bigEndian)
    {
        var floats = new float[pcm.Length / 2];
        for (var at = 0; at < floats.Length; at++)
        {
            var two = pcm.Slice(at * 2, 2);
            floats[at] = (bigEndian ? BinaryPrimitives.ReadInt16BigEndian(two) : BinaryPrimitives.ReadInt16LittleEndian(two)) / 32_768f;
        }
        return floats;
    }
}
