using System.Buffers.Binary;
using Speech.Audio.Input;
using Speech.Audio.Pcm;

namespace Speech.Audio.Ffmpeg;

/// <summary>Reads the header of the AU format, in which ffmpeg writes its samples: big-endian 32-bit floats.</summary>
internal static class AuHeader
{
    private const int Length = 24;
    private const int MaxLength = 64 * 1024;

    /// <summary>Reads up to the first sample.</summary>
    /// <returns>Null where the source ends before, or is no AU.</returns>
    public static async ValueTask<PcmFormat?> ReadAsync(IByteSource source, CancellationToken cancellationToken)
    {
        var header = new byte[Length];
        if (await source.FillAsync(header, cancellationToken) < Length || !header.AsSpan(0, 4).SequenceEqual(".snd"u8)) return null;
        var (offset, rate, channels) = (Field(1), Field(4), Field(5));
        if (offset is < Length or > MaxLength) return null;
        // A comment.
        await source.FillAsync(new byte[offset - Length], cancellationToken);
        return PcmFormat.CreateValidated(SampleEncoding.Float32, rate, channels, bigEndian: true);

        int Field(int index) => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * index));
    }
}
