using System.IO.Compression;

namespace Speech.Whisper;

/// <summary>How repetitive a text is.</summary>
public static class TextCompression
{
    /// <summary>Length of a text divided by its length after zlib compression; 0 for an empty text.</summary>
    /// <param name="utf8">The text.</param>
    public static double Ratio(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return 0;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(utf8);
        return (double)utf8.Length / compressed.Length;
    }
}
