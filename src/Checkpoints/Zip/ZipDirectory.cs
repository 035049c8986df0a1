using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Speech.Checkpoints.Zip;

/// <summary>
/// The central directory of a zip archive (APPNOTE 6.3, with zip64 records). It is validated: all entries are within the file, do not
/// overlap, and have unique names.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22, MaxCommentLength = 65_535, LocatorLength = 20, Zip64EndLength = 56;
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, Zip64EndSignature = 0x06064b50;
    private const int MaxEntryHeaderLength = 1024;

    private readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);
    private readonly CheckpointFile _file;

    private ZipDirectory(CheckpointFile file) => _file = file;

    /// <summary>The entries in the order of the directory.</summary>
    public List<ZipEntry> Entries { get; } = [];

    /// <exception cref="CheckpointException">The file is not a valid zip archive, or has too many entries.</exception>
    public static ZipDirectory Read(CheckpointFile file, int maxEntries)
    {
        var directory = new ZipDirectory(file);
        var (count, offset, length) = directory.ReadEndRecord();
        if (count > (ulong)maxEntries) throw directory.Fault($"the archive contains more than {maxEntries} files.");
        if (length > count * MaxEntryHeaderLength || offset > long.MaxValue || !file.TryRead((long)offset, (long)length, out var bytes))
            throw directory.Fault("the archive's directory extends beyond the file.");
        directory.ReadEntries(bytes, (int)count);
        directory.EnsureNoOverlap();
        return directory;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out ZipEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>Reads the number of entries and the location of the directory from the end of the archive.</summary>
    private (ulong Count, ulong Offset, ulong Length) ReadEndRecord()
    {
        var tailLength = (int)Math.Min(_file.Length, EndLength + MaxCommentLength);
        var tailStart = _file.Length - tailLength;
        ReadOnlySpan<byte> tail = _file.Read(tailStart, tailLength);
        for (var position = tailLength - EndLength; position >= 0; position--)
        {
            var end = tail[position..];
            if (ReadUInt32LittleEndian(end) != EndSignature) continue;
            // A comment could contain the signature: the comment of the actual record ends with the file.
            if (ReadUInt16LittleEndian(end[20..]) != end.Length - EndLength) continue;
            if (_file.TryRead(tailStart + position - LocatorLength, LocatorLength, out var locator)
                && ReadUInt32LittleEndian(locator) == LocatorSignature)
                return ReadZip64EndRecord(ReadUInt64LittleEndian(locator[8..]));
            return (ReadUInt16LittleEndian(end[10..]), ReadUInt32LittleEndian(end[16..]), ReadUInt32LittleEndian(end[12..]));
        }
        throw Fault("the file is not a zip archive, or is truncated.");
    }

    private (ulong Count, ulong Offset, ulong Length) ReadZip64EndRecord(ulong offset)
    {
        if (offset > long.MaxValue || !_file.TryRead((long)offset, Zip64EndLength, out var end)
            || ReadUInt32LittleEndian(end) != Zip64EndSignature)
            throw Fault("the archive's zip64 end record extends beyond the file.");
        return (ReadUInt64LittleEndian(end[32..]), ReadUInt64LittleEndian(end[48..]), ReadUInt64LittleEndian(end[40..]));
    }

    private void ReadEntries(ReadOnlySpan<byte> bytes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var header = ZipEntryHeader.Read(_file, bytes, out var headerLength);
            bytes = bytes[headerLength..];
            // Folders are entries without content.
            if (header.Name.EndsWith('/') && header.Length == 0) continue;
            var entry = header.Locate(_file);
            if (!_byName.TryAdd(entry.Name, entry)) throw Fault("two files of the archive have the same name.");
            Entries.Add(entry);
        }
    }

    /// <summary>Rejects overlapping entries, by which a small archive could expand to a huge one.</summary>
    private void EnsureNoOverlap()
    {
        var next = 0L;
        foreach (var entry in Entries.Where(entry => entry.StoredLength > 0).OrderBy(entry => entry.Offset))
        {
            if (entry.Offset < next) throw Fault("files of the archive overlap.");
            next = entry.Offset + entry.StoredLength;
        }
    }

    private CheckpointException Fault(string fault) => new(_file.Name, fault);
}
