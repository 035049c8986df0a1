using System.Buffers.Binary;
using System.Text;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints.Zip;

/// <summary>An entry as the archive's directory describes it.</summary>
internal sealed record ZipEntryHeader(string Name, ulong StoredLength, ulong Length, ulong LocalOffset, bool IsDeflated)
{
    private const int FixedLength = 46, LocalLength = 30, Wide = 1;
    private const uint Signature = 0x02014b50, LocalSignature = 0x04034b50;
    private const ushort Encrypted = 0x41, Stored = 0, Deflated = 8;

    /// <param name="file">The archive.</param>
    /// <param name="bytes">The directory from this entry on.</param>
    /// <param name="taken">Bytes that the entry takes.</param>
    public static ZipEntryHeader Read(MappedFile file, ReadOnlySpan<byte> bytes, out int taken)
    {
        if (bytes.Length < FixedLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Signature) throw Fault(file, "the archive's directory is malformed.");
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        taken = FixedLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (taken > bytes.Length) throw Fault(file, "the archive's directory is malformed.");
        if ((BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) & Encrypted) != 0) throw Fault(file, "a file of the archive is encrypted.");
        var method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (method is not (Stored or Deflated)) throw Fault(file, "a file of the archive is compressed in a way that is not read.");
        var header = new ZipEntryHeader(Encoding.UTF8.GetString(bytes.Slice(FixedLength, nameLength)), BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]), method == Deflated);
        return header.Widened(file, bytes.Slice(FixedLength + nameLength, extraLength));
    }

    /// <summary>Finds the content, which comes after a second header of its own.</summary>
    public ZipEntry Locate(MappedFile file)
    {
        if (!RepoPath.IsSafe(Name)) throw Fault(file, "a file of the archive has a name that leads out of it.");
        if (StoredLength > long.MaxValue || Length > long.MaxValue || (!IsDeflated && StoredLength != Length)) throw Fault(file, "a file of the archive has an impossible length.");
        if (LocalOffset > long.MaxValue || !file.TryRead((long)LocalOffset, LocalLength, out var local) || BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
            throw Fault(file, "a file of the archive is not where its directory says.");
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        var offset = (long)LocalOffset + LocalLength + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (!file.TryRead((long)LocalOffset + LocalLength, nameLength, out var name) || Encoding.UTF8.GetString(name) != Name) throw Fault(file, "a file of the archive has two names.");
        if (offset > file.Length - (long)StoredLength) throw Fault(file, "a file of the archive is cut off.");
        return new ZipEntry(Name, offset, (long)StoredLength, (long)Length, IsDeflated);
    }

    /// <summary>Numbers that do not fit 32 bits stand in an extra field, in this order, where the 32 bits are all ones.</summary>
    private ZipEntryHeader Widened(MappedFile file, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) break;
            var field = extra.Slice(4, length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Wide)
            {
                var size = Wider(file, Length, ref field);
                var stored = Wider(file, StoredLength, ref field);
                return this with { Length = size, StoredLength = stored, LocalOffset = Wider(file, LocalOffset, ref field) };
            }
            extra = extra[(4 + length)..];
        }
        return this;
    }

    private static ulong Wider(MappedFile file, ulong value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue) return value;
        if (field.Length < sizeof(ulong)) throw Fault(file, "the archive's directory is malformed.");
        value = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[sizeof(ulong)..];
        return value;
    }

    private static CheckpointException Fault(MappedFile file, string fault) => new(file.Name, fault);
}
