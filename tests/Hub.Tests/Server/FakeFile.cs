using System.Security.Cryptography;
using System.Text;

namespace Speech.Hub.Tests.Server;

/// <summary>A file on the fake Hub.</summary>
internal sealed record FakeFile(string Name, byte[] Content, bool IsLarge)
{
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    public string GitSha1 { get; } = GitHash(Content);

    /// <summary>The Hub's checksum: SHA-256 for LFS files, git's SHA-1 for other files.</summary>
    public string Etag => IsLarge ? Sha256 : GitSha1;

    private static string GitHash(byte[] content) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1,
            (byte[])[.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
}
