namespace Speech.Audio.Input;

/// <summary>Container formats that need different treatment.</summary>
internal enum AudioContainer
{
    /// <summary>Any other format, which ffmpeg can read sequentially.</summary>
    Other,

    /// <summary>RIFF WAVE of any byte order and size.</summary>
    Wave,

    /// <summary>ISO base media or QuickTime (mp4, m4a, mov, 3gp), whose index may follow the audio data.</summary>
    IsoMedia,

    /// <summary>Matroska or WebM.</summary>
    Matroska,

    /// <summary>MPEG transport or program stream, whose times may start anywhere.</summary>
    MpegStream,
}

/// <summary>Detects a container by its first bytes.</summary>
internal static class ContainerSignature
{
    /// <summary>Number of bytes that are examined.</summary>
    public const int Length = 12;

    /// <summary>Begins each packet of a transport stream; a longer signature would need the packet after it.</summary>
    private const byte TransportSync = 0x47;

    private static ReadOnlySpan<byte> ProgramPack => [0x00, 0x00, 0x01, 0xBA];

    private static ReadOnlySpan<byte> Ebml => [0x1A, 0x45, 0xDF, 0xA3];

    public static AudioContainer Detect(ReadOnlySpan<byte> head)
    {
        if (head.Length < Length) return AudioContainer.Other;
        if (IsRiff(head[..4]) && head[8..12].SequenceEqual("WAVE"u8)) return AudioContainer.Wave;
        if (head[..4].SequenceEqual(Ebml)) return AudioContainer.Matroska;
        if (head[0] == TransportSync || head[..4].SequenceEqual(ProgramPack)) return AudioContainer.MpegStream;
        return IsIsoBox(head[4..8]) ? AudioContainer.IsoMedia : AudioContainer.Other;
    }

    private static bool IsRiff(ReadOnlySpan<byte> id)
        => id.SequenceEqual("RIFF"u8) || id.SequenceEqual("RIFX"u8) || id.SequenceEqual("RF64"u8) || id.SequenceEqual("BW64"u8);

    /// <summary>The first box of a file; old QuickTime files have no <c>ftyp</c>.</summary>
    private static bool IsIsoBox(ReadOnlySpan<byte> type)
        => type.SequenceEqual("ftyp"u8) || type.SequenceEqual("styp"u8) || type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8)
            || type.SequenceEqual("free"u8) || type.SequenceEqual("skip"u8) || type.SequenceEqual("wide"u8) || type.SequenceEqual("pnot"u8);
}
