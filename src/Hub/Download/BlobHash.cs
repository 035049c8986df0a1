using System.Security.Cryptography;
using System.Text;

namespace Speech.Hub.Download;

/// <summary>The checksums that the Hub gives: SHA-256 of large files, git's blob SHA-1 of the others.</summary>
internal static class BlobHash
{
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;
    private const int PieceLength = 1 << 20;

    /// <summary>Whether a text has the form of such a checksum; nothing else becomes a file name.</summary>
    public static bool IsKnown(string etag) =>
        etag.Length is Sha256Digits or Sha1Digits && etag.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>Whether the content of a stream, read from its beginning, is what the checksum says.</summary>
    public static async Task<bool> MatchesAsync(Stream content, string etag, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(etag.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (etag.Length == Sha1Digits) hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        content.Position = 0;
        var piece = new byte[PieceLength];
        for (int count; (count = await content.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
            hash.AppendData(piece, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == etag;
    }
}
