using System.Buffers.Binary;
using Speech.Audio.Pcm;

namespace Speech.Audio.Wave;

/// <summary>What a <c>fmt</c> chunk tells.</summary>
/// <param name="Pcm">The shape of the samples; null where the codec is one for ffmpeg.</param>
/// <param name="Body">The chunk's body as it stood in the file.</param>
/// <param name="BigEndian">True in RIFX.</param>
internal sealed record WaveFormat(PcmFormat? Pcm, byte[] Body, bool BigEndian)
{
    /// <summary>The shortest body that tells the bits of a sample.</summary>
    public const int ShortestChunk = 16;

    private const int TagPcm = 1, TagFloat = 3, TagALaw = 6, TagMuLaw = 7, TagExtensible = 0xFFFE;
    private const int SubFormatOffset = 24;

    public static WaveFormat Parse(byte[] body, bool bigEndian)
    {
        var tag = UInt16(0);
        if (tag == TagExtensible)
        {
            if (body.Length < SubFormatOffset + 2) throw new UndecodableAudioException("the WAV file's extensible format is cut off.");
            // The GUID of a subformat begins with the plain tag.
            tag = UInt16(SubFormatOffset);
        }
        var channels = UInt16(2);
        var rate = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(4)) : BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(4));
        PcmFormat.Check(rate, channels);
        var pcm = tag is TagPcm or TagFloat or TagALaw or TagMuLaw
            ? PcmFormat.Checked(Encoding(tag, bits: UInt16(14), frameBytes: UInt16(12), channels), rate, channels, bigEndian)
            : null;
        return new WaveFormat(pcm, body, bigEndian);

        int UInt16(int at) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(at));
    }

    /// <summary>The head of a file of this format, sizes unknown, up to the end of its <c>fmt</c> chunk: what came before that was skipped and is not needed.</summary>
    public byte[] Reheader()
    {
        var size = new byte[4];
        if (BigEndian) BinaryPrimitives.WriteInt32BigEndian(size, Body.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(size, Body.Length);
        byte[] padding = Body.Length % 2 == 1 ? [0] : [];
        return [.. BigEndian ? "RIFX"u8 : "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEfmt "u8, .. size, .. Body, .. padding];
    }

    private static SampleEncoding Encoding(int tag, int bits, int frameBytes, int channels) => (tag, bits) switch
    {
        (TagALaw, 8) => SampleEncoding.ALaw,
        (TagMuLaw, 8) => SampleEncoding.MuLaw,
        (TagFloat, 32) => SampleEncoding.Float32,
        (TagFloat, 64) => SampleEncoding.Float64,
        (TagPcm, > 0 and <= 8) => SampleEncoding.UInt8,
        (TagPcm, > 8 and <= 16) => SampleEncoding.Int16,
        // 24 bits at the top of 32 is the one container that is wider than its sample in real files.
        (TagPcm, > 16 and <= 24) => frameBytes == 4 * channels ? SampleEncoding.Int32 : SampleEncoding.Int24,
        (TagPcm, > 24 and <= 32) => SampleEncoding.Int32,
        _ => throw new UndecodableAudioException($"WAV samples of {bits} bits are not known for format {tag}."),
    };
}
