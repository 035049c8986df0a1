using System.IO.Compression;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Decodes a compressed body.</summary>
internal static class ContentCoding
{
    /// <summary>The body without its <c>Content-Encoding</c>, within a limit that applies to the decoded bytes: a small body may decode to
    /// a very large one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="limit">The largest number of decoded bytes.</param>
    /// <exception cref="UnsupportedContentCodingException">The coding is not supported.</exception>
    public static SizeLimitedStream Decode(HttpRequest request, Stream body, long limit)
    {
        Stream decoded = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
            _ => throw new UnsupportedContentCodingException(),
        };
        return new(decoded, limit, ownsBody: decoded != body);
    }
}
