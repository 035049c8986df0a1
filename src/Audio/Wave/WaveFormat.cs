using System.Buffers.Binary;
using Speech.Audio.Errors;
using Speech.Audio.Pcm;

namespace Speech.Audio.Wave;

/// <summary>The content of a <c>fmt</c> chunk.</summary>
/// <param name="Pcm">Format of the samples; null if ffmpeg has to decode them.</param>
/// <param name="Body">The chunk's body.</param>
/// <param name="BigEndian">Whether the file is big-endian (RIFX).</param>
internal sealed record WaveFormat(PcmFormat? Pcm, byte[] Body, bool BigEndian)
{
    /// <summary>Minimum length of the chunk's body in bytes.</summary>
    public const int MinLength = 16;

    private const int TagPcm = 1, TagFloat = 3, TagALaw = 6, TagMuLaw = 7, TagExtensible = 0xFFFE;
    private const int SubFormatOffset = 24;

    public static WaveFormat Parse(byte[] body, bool bigEndian)
    {
        var tag = UInt16(0);
        if (tag == TagExtensible)
        {
            if (body.Length < SubFormatOffset + 2) throw new UndecodableAudioException("the WAV file's extensible format is truncated.");
            // The GUID of a subformat starts with the plain tag.
            tag = UInt16(SubFormatOffset);
        }
        var channels = UInt16(2);
        var rate = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(4))
            : BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(4));
        PcmFormat.Validate(rate, channels);
        var pcm = tag is TagPcm or TagFloat or TagALaw or TagMuLaw
            ? PcmFormat.CreateValidated(GetEncoding(tag, bits: UInt16(14), frameBytes: UInt16(12), channels), rate, channels, bigEndian)
            : null;
        return new WaveFormat(pcm, body, bigEndian);

        int UInt16(int offset) => bigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(offset))
            : BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(offset));
    }

    /// <summary>
    /// Creates the start of a WAV file of this format, of unknown length, up to and including the <c>fmt</c> chunk. It replaces the start
    /// of the original file, which has already been read.
    /// </summary>
    public byte[] CreateFileHeader()
    {
        var size = new byte[4];
        if (BigEndian) BinaryPrimitives.WriteInt32BigEndian(size, Body.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(size, Body.Length);
        // The padding of an odd length has not been read.
        return [.. BigEndian ? "RIFX"u8 : "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEfmt "u8, .. size, .. Body];
    }

    private static SampleEncoding GetEncoding(int tag, int bits, int frameBytes, int channels) => (tag, bits) switch
    {
        (TagALaw, 8) => SampleEncoding.ALaw,
        (TagMuLaw, 8) => SampleEncoding.MuLaw,
        (TagFloat, 32) => SampleEncoding.Float32,
        (TagFloat, 64) => SampleEncoding.Float64,
        (TagPcm, > 0 and <= 8) => SampleEncoding.UInt8,
        (TagPcm, > 8 and <= 16) => SampleEncoding.Int16,
        // 24 bits in the upper part of 32 are the only samples in practice that are narrower than their storage.
        (TagPcm, > 16 and <= 24) => frameBytes == 4 * channels ? SampleEncoding.Int32 : SampleEncoding.Int24,
        (TagPcm, > 24 and <= 32) => SampleEncoding.Int32,
        _ => throw new UndecodableAudioException($"WAV samples of {bits} bits are not supported for format {tag}."),
    };
}
