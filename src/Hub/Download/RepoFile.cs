namespace Speech.Hub.Download;

/// <summary>One file of a model, as far as the Hub described it.</summary>
/// <param name="Name">Its name in the model, parts divided by <c>/</c>; unchecked.</param>
/// <param name="BlobId">Git's SHA-1 of the file, or of the pointer that stands for a large one.</param>
/// <param name="Sha256">SHA-256 of a large (LFS) file's content; null for the others.</param>
/// <param name="Size">Bytes.</param>
internal sealed record RepoFile(string Name, string? BlobId, string? Sha256, long? Size)
{
    /// <summary>The checksum that names the content: SHA-256 for large files, git's SHA-1 for the others.</summary>
    public string? Etag => Sha256 ?? BlobId;

    // Far above any file, and far below where sums of sizes overflow.
    private const long MaxSize = 1L << 50;

    /// <summary>Whether enough is known to download the file and to verify it.</summary>
    public bool IsVerifiable => Size is >= 0 and <= MaxSize && Etag is { } etag && BlobHash.IsKnown(etag);
}
