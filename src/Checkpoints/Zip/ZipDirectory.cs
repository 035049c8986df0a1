using System.Buffers.Binary;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints.Zip;

/// <summary>The table of contents of a zip archive (APPNOTE 6.3, with its 64-bit records). Nothing in it is trusted: every entry lies in the file, apart from the others, under a name of its own.</summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22, MaxComment = 65_535, LocatorLength = 20, End64Length = 56;
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, End64Signature = 0x06064b50;
    private const int MaxEntryBytes = 1024;

    private readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);
    private readonly MappedFile _file;

    private ZipDirectory(MappedFile file) => _file = file;

    /// <summary>The entries in the order of the archive's directory.</summary>
    public List<ZipEntry> Entries { get; } = [];

    /// <exception cref="CheckpointException">The file is no zip archive, breaks a rule of the format, or a limit.</exception>
    public static ZipDirectory Read(MappedFile file, CheckpointLimits limits)
    {
        var directory = new ZipDirectory(file);
        var (count, offset, length) = directory.FindDirectory();
        if (count > (ulong)limits.MaxArchiveEntries) throw directory.Fault($"the archive holds more than {limits.MaxArchiveEntries} files.");
        if (length > count * MaxEntryBytes || offset > long.MaxValue || !file.TryRead((long)offset, (long)length, out var bytes)) throw directory.Fault("the archive's directory lies outside of the file.");
        directory.ReadEntries(bytes, (int)count);
        directory.CheckPlaces();
        return directory;
    }

    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ZipEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>Number of entries, place and length of the directory: from the record at the archive's end.</summary>
    private (ulong Count, ulong Offset, ulong Length) FindDirectory()
    {
        var tailLength = (int)Math.Min(_file.Length, EndLength + MaxComment);
        var tailStart = _file.Length - tailLength;
        var tail = _file.Read(tailStart, tailLength);
        for (var at = tailLength - EndLength; at >= 0; at--)
        {
            var end = tail[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature) continue;
            // A comment could hold the signature: the right record is the one whose comment ends with the file.
            if (BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - EndLength) continue;
            if (_file.TryRead(tailStart + at - LocatorLength, LocatorLength, out var locator) && BinaryPrimitives.ReadUInt32LittleEndian(locator) == LocatorSignature)
                return ReadEnd64(BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]));
            return (BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
        }
        throw Fault("the file is no zip archive, or its end is missing.");
    }

    private (ulong Count, ulong Offset, ulong Length) ReadEnd64(ulong offset)
    {
        if (offset > long.MaxValue || !_file.TryRead((long)offset, End64Length, out var end) || BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature)
            throw Fault("the archive's 64-bit end lies outside of the file.");
        return (BinaryPrimitives.ReadUInt64LittleEndian(end[32..]), BinaryPrimitives.ReadUInt64LittleEndian(end[48..]), BinaryPrimitives.ReadUInt64LittleEndian(end[40..]));
    }

    private void ReadEntries(ReadOnlySpan<byte> bytes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var header = ZipEntryHeader.Read(_file, bytes, out var taken);
            bytes = bytes[taken..];
            // Folders are entries too, of no content.
            if (header.Name.EndsWith('/') && header.Length == 0) continue;
            var entry = header.Locate(_file);
            if (!_byName.TryAdd(entry.Name, entry)) throw Fault("the archive holds two files of one name.");
            Entries.Add(entry);
        }
    }

    /// <summary>Entries that share bytes make a small archive unpack to a huge one.</summary>
    private void CheckPlaces()
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
