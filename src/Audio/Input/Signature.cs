namespace Speech.Audio.Input;

/// <summary>How a container has to be read.</summary>
internal enum Container
{
    /// <summary>Unknown here, or readable front to back by ffmpeg.</summary>
    Other,

    /// <summary>RIFF WAVE in any of its byte orders and sizes.</summary>
    Wave,

    /// <summary>ISO base media or QuickTime (mp4, m4a, mov, 3gp): its index may lie behind the sound.</summary>
    IsoMedia,
}

/// <summary>Tells a container by its first bytes.</summary>
internal static class Signature
{
    /// <summary>As many bytes as are looked at.</summary>
    public const int Length = 12;

    public static Container Of(ReadOnlySpan<byte> head)
    {
        if (head.Length < Length) return Container.Other;
        if (IsRiff(head[..4]) && head[8..12].SequenceEqual("WAVE"u8)) return Container.Wave;
        return IsIsoBox(head[4..8]) ? Container.IsoMedia : Container.Other;
    }

    private static bool IsRiff(ReadOnlySpan<byte> id)
        => id.SequenceEqual("RIFF"u8) || id.SequenceEqual("RIFX"u8) || id.SequenceEqual("RF64"u8) || id.SequenceEqual("BW64"u8);

    /// <summary>The boxes that files begin with; QuickTime's old ones have no <c>ftyp</c>.</summary>
    private static bool IsIsoBox(ReadOnlySpan<byte> type)
        => type.SequenceEqual("ftyp"u8) || type.SequenceEqual("styp"u8) || type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8)
            || type.SequenceEqual("free"u8) || type.SequenceEqual("skip"u8) || type.SequenceEqual("wide"u8) || type.SequenceEqual("pnot"u8);
}
