namespace Speech.Hub.Repository;

/// <summary>One file of a model, as described by the Hub.</summary>
/// <param name="Name">Name relative to the model, with <c>/</c> as the separator; not validated.</param>
/// <param name="BlobId">Git's SHA-1 of the file, or of the LFS pointer file; null if unknown.</param>
/// <param name="Sha256">SHA-256 of the content of an LFS file; null for other files.</param>
/// <param name="Size">Size in bytes; null if unknown.</param>
internal sealed record RepoFile(string Name, string? BlobId, string? Sha256, long? Size)
{
    // 1 PiB: far above any file, and far below the size at which sums of sizes overflow.
    private const long MaxSize = 1L << 50;

    /// <summary>The checksum that identifies the content: SHA-256 for LFS files, git's SHA-1 for other files.</summary>
    public string? Etag => Sha256 ?? BlobId;

    /// <summary>Whether size and checksum are known and valid, so that a download can be verified.</summary>
    public bool IsVerifiable => Size is >= 0 and <= MaxSize && Etag is { } etag && BlobChecksum.IsValid(etag);
}
