namespace Speech.Checkpoints.Zip;

/// <summary>One file of an archive.</summary>
/// <param name="Name">Name in the archive; a safe relative path.</param>
/// <param name="Offset">Offset of the first content byte in the archive.</param>
/// <param name="StoredLength">Length in the archive, in bytes.</param>
/// <param name="Length">Declared uncompressed length in bytes.</param>
/// <param name="IsDeflated">Whether the content is compressed.</param>
internal sealed record ZipEntry(string Name, long Offset, long StoredLength, long Length, bool IsDeflated);
