namespace Speech.Checkpoints.Zip;

/// <summary>One file of an archive, and where its bytes lie.</summary>
/// <param name="Name">Its name in the archive; safe to be a path below a folder.</param>
/// <param name="Offset">First byte of its content, counted from the beginning of the archive.</param>
/// <param name="StoredLength">Bytes in the archive.</param>
/// <param name="Length">Bytes when unpacked; what the archive claims.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
internal sealed record ZipEntry(string Name, long Offset, long StoredLength, long Length, bool IsDeflated);
