using System.Security.Cryptography;
using System.Text;

namespace Speech.Hub.Repository;

/// <summary>Checksums of the Hub: SHA-256 for LFS files, git's blob SHA-1 for other files.</summary>
internal static class BlobChecksum
{
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;
    private const int BufferLength = 1 << 20;

    /// <summary>Whether the text is a lower-case hexadecimal SHA-256 or SHA-1. Only such a text may become a file name.</summary>
    public static bool IsValid(string etag) =>
        etag.Length is Sha256Digits or Sha1Digits && etag.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>Whether the whole content of a seekable stream matches the checksum.</summary>
    public static async Task<bool> MatchesAsync(Stream content, string etag, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(etag.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (etag.Length == Sha1Digits) hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        content.Position = 0;
        var buffer = new byte[BufferLength];
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            hash.AppendData(buffer, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == etag;
    }
}
