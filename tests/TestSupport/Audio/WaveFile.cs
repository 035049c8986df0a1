using System.Buffers.Binary;

namespace Speech.TestSupport.Audio;

/// <summary>Writes WAV files, right ones and, on purpose, wrong ones: <c>new WaveFile { Rate = 44100 }.Write(samples)</c>.</summary>
public sealed record WaveFile
{
    /// <summary>RIFF, RIFX (then everything is big-endian) or RF64.</summary>
    public string Id { get; init; } = "RIFF";

    /// <summary>1 PCM, 3 float, 6 A-law, 7 mu-law.</summary>
    public int Tag { get; init; } = 1;

    /// <summary>Written as WAVE_FORMAT_EXTENSIBLE with <see cref="Tag"/> as the subformat.</summary>
    public bool Extensible { get; init; }

    /// <summary>Bits of one sample.</summary>
    public int Bits { get; init; } = 16;

    /// <summary>Frames per second.</summary>
    public uint Rate { get; init; } = 16_000;

    /// <summary>Samples per frame.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Bytes of one frame as the header claims; null for the right number.</summary>
    public int? FrameBytes { get; init; }

    /// <summary>The size of the data chunk as the header claims; null for the right one.</summary>
    public uint? DataSize { get; init; }

    /// <summary>The size of the format chunk as the header claims; null for the right one.</summary>
    public uint? FormatSize { get; init; }

    /// <summary>Whole chunks, as <see cref="Chunk"/> makes them, before the format.</summary>
    public byte[] BeforeFormat { get; init; } = [];

    /// <summary>Whole chunks between the format and the samples.</summary>
    public byte[] BeforeData { get; init; } = [];

    private bool BigEndian => Id == "RIFX";

    /// <summary>16-bit samples of this file's shape, from full scale [-1, 1], channels interleaved.</summary>
    public byte[] Write(ReadOnlySpan<float> samples)
    {
        var data = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(i * 2), value);
        }
        return Write(data);
    }

    /// <summary>Sample bytes, as they are, behind the header that describes them.</summary>
    public byte[] Write(byte[] data) => [.. Header((uint)data.Length), .. data];

    /// <summary>Everything up to the first sample.</summary>
    /// <param name="length">Bytes of all samples.</param>
    public byte[] Header(uint length)
    {
        var format = Format();
        byte[] sizes = Id == "RF64" ? Chunk("ds64", [.. UInt64(0), .. UInt64(length), .. UInt64(0), .. UInt32(0)]) : [];
        return
        [
            .. Ascii(Id), .. UInt32(Id == "RF64" ? uint.MaxValue : length + 36), .. "WAVE"u8,
            .. sizes, .. BeforeFormat,
            .. "fmt "u8, .. UInt32(FormatSize ?? (uint)format.Length), .. format, .. BeforeData,
            .. "data"u8, .. UInt32(DataSize ?? (Id == "RF64" ? uint.MaxValue : length)),
        ];
    }

    /// <summary>One chunk; a body of odd size is padded unless <paramref name="padded"/> is false.</summary>
    public byte[] Chunk(string id, byte[] body, bool padded = true)
    {
        byte[] padding = body.Length % 2 == 1 && padded ? [0] : [];
        return [.. Ascii(id), .. UInt32((uint)body.Length), .. body, .. padding];
    }

    private byte[] Format()
    {
        var frameBytes = FrameBytes ?? (Bits + 7) / 8 * Channels;
        byte[] plain =
        [
            .. UInt16(Extensible ? 0xFFFE : Tag), .. UInt16(Channels), .. UInt32(Rate), .. UInt32((uint)(Rate * frameBytes)),
            .. UInt16(frameBytes), .. UInt16(Bits),
        ];
        return Extensible
            ? [.. plain, .. UInt16(22), .. UInt16(Bits), .. UInt32(0), .. UInt16(Tag), .. UInt16(0), .. UInt16(0), .. UInt16(
                16), 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
            : plain;
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private byte[] UInt16(int value) => Ordered(BitConverter.GetBytes((ushort)value));

    private byte[] UInt32(uint value) => Ordered(BitConverter.GetBytes(value));

    private byte[] UInt64(ulong value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Ordered(byte[] little)
    {
        if (BigEndian) Array.Reverse(little);
        return little;
    }
}
