using System.Text;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Speech.Checkpoints.Zip;

/// <summary>An entry of the archive's central directory.</summary>
/// <param name="Name">Name of the file; not validated.</param>
/// <param name="StoredLength">Length in the archive, in bytes.</param>
/// <param name="Length">Declared uncompressed length in bytes.</param>
/// <param name="LocalOffset">Offset of the local header.</param>
/// <param name="IsDeflated">Whether the content is compressed.</param>
internal sealed record ZipEntryHeader(string Name, ulong StoredLength, ulong Length, ulong LocalOffset, bool IsDeflated)
{
    private const int FixedLength = 46, LocalLength = 30, Zip64FieldId = 1;
    private const uint Signature = 0x02014b50, LocalSignature = 0x04034b50;
    private const ushort EncryptionFlags = 0x41, Stored = 0, Deflated = 8;

    /// <param name="file">The archive.</param>
    /// <param name="bytes">The directory, starting at this entry.</param>
    /// <param name="length">Length of this entry's header in bytes.</param>
    public static ZipEntryHeader Read(CheckpointFile file, ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes.Length < FixedLength || ReadUInt32LittleEndian(bytes) != Signature) throw Malformed(file);
        var nameLength = ReadUInt16LittleEndian(bytes[28..]);
        var extraLength = ReadUInt16LittleEndian(bytes[30..]);
        length = FixedLength + nameLength + extraLength + ReadUInt16LittleEndian(bytes[32..]);
        if (length > bytes.Length) throw Malformed(file);
        if ((ReadUInt16LittleEndian(bytes[8..]) & EncryptionFlags) != 0) throw Fault(file, "a file of the archive is encrypted.");
        var method = ReadUInt16LittleEndian(bytes[10..]);
        if (method is not (Stored or Deflated)) throw Fault(file, "a file of the archive has an unsupported compression method.");
        var header = new ZipEntryHeader(
            Encoding.UTF8.GetString(bytes.Slice(FixedLength, nameLength)),
            StoredLength: ReadUInt32LittleEndian(bytes[20..]),
            Length: ReadUInt32LittleEndian(bytes[24..]),
            LocalOffset: ReadUInt32LittleEndian(bytes[42..]),
            IsDeflated: method == Deflated);
        return header.WithZip64Values(file, bytes.Slice(FixedLength + nameLength, extraLength));
    }

    /// <summary>Locates the content, which follows a local header.</summary>
    public ZipEntry Locate(CheckpointFile file)
    {
        if (!RepoPath.IsSafe(Name)) throw Fault(file, "a file of the archive has a path that leads outside of it.");
        if (StoredLength > long.MaxValue || Length > long.MaxValue || (!IsDeflated && StoredLength != Length))
            throw Fault(file, "a file of the archive has an impossible length.");
        if (LocalOffset > long.MaxValue || !file.TryRead((long)LocalOffset, LocalLength, out var local)
            || ReadUInt32LittleEndian(local) != LocalSignature)
            throw Fault(file, "a file of the archive is not at the declared offset.");
        var nameLength = ReadUInt16LittleEndian(local[26..]);
        var offset = (long)LocalOffset + LocalLength + nameLength + ReadUInt16LittleEndian(local[28..]);
        if (!file.TryRead((long)LocalOffset + LocalLength, nameLength, out var name) || Encoding.UTF8.GetString(name) != Name)
            throw Fault(file, "a file of the archive has two different names.");
        if (offset > file.Length - (long)StoredLength) throw Fault(file, "a file of the archive is truncated.");
        return new ZipEntry(Name, offset, (long)StoredLength, (long)Length, IsDeflated);
    }

    /// <summary>Replaces 32-bit values whose bits are all ones by the 64-bit values of the zip64 extra field, in this order.</summary>
    private ZipEntryHeader WithZip64Values(CheckpointFile file, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) break;
            var field = extra.Slice(4, length);
            if (ReadUInt16LittleEndian(extra) == Zip64FieldId)
            {
                var uncompressed = ReadZip64Value(file, Length, ref field);
                var stored = ReadZip64Value(file, StoredLength, ref field);
                var localOffset = ReadZip64Value(file, LocalOffset, ref field);
                return this with { Length = uncompressed, StoredLength = stored, LocalOffset = localOffset };
            }
            extra = extra[(4 + length)..];
        }
        return this;
    }

    private static ulong ReadZip64Value(CheckpointFile file, ulong value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue) return value;
        if (field.Length < sizeof(ulong)) throw Malformed(file);
        value = ReadUInt64LittleEndian(field);
        field = field[sizeof(ulong)..];
        return value;
    }

    private static CheckpointException Malformed(CheckpointFile file) => Fault(file, "the archive's directory is malformed.");

    private static CheckpointException Fault(CheckpointFile file, string fault) => new(file.Name, fault);
}
