using System.Buffers.Binary;
using System.Text;

namespace Speech.Infra.Tests.Image;

/// <summary>The sections of a 64-bit little-endian ELF file, as a shared library of Linux is.</summary>
internal sealed class ElfFile : IDisposable
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int DynamicEntrySize = 16;
    private const ulong NeededTag = 1;

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Size)> _sections;

    public ElfFile(string path)
    {
        _file = File.OpenRead(path);
        var header = Read(0, HeaderSize);
        if (!header.AsSpan().StartsWith("\u007FELF"u8) || header[4] != 2 || header[5] != 1)
            throw new InvalidDataException($"{path} is not a 64-bit little-endian ELF file");
        _sections = ReadSections(
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(0x28)),
            BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x3C)),
            BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x3E)));
    }

    /// <summary>The libraries that the loader loads with this one (<c>DT_NEEDED</c>).</summary>
    public IEnumerable<string> ReadNeeded()
    {
        var (dynamic, strings) = (ReadSection(".dynamic"), ReadSection(".dynstr"));
        for (var entry = 0; entry + DynamicEntrySize <= dynamic.Length; entry += DynamicEntrySize)
            if (BinaryPrimitives.ReadUInt64LittleEndian(dynamic.AsSpan(entry)) == NeededTag)
                yield return ReadString(strings, (int)BinaryPrimitives.ReadUInt64LittleEndian(dynamic.AsSpan(entry + 8)));
    }

    /// <summary>Reads a section; empty where the file has none of this name.</summary>
    public byte[] ReadSection(string name)
        => _sections.TryGetValue(name, out var section) ? Read(section.Offset, section.Size) : [];

    public void Dispose() => _file.Dispose();

    /// <summary>The names of the sections are in a section of their own.</summary>
    private Dictionary<string, (long, int)> ReadSections(long offset, int count, int namesIndex)
    {
        var table = Read(offset, count * SectionHeaderSize);
        var (namesOffset, namesSize) = Place(namesIndex);
        var names = Read(namesOffset, namesSize);
        return Enumerable.Range(0, count).ToDictionary(
            index => ReadString(names, (int)BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(index * SectionHeaderSize))), Place);

        (long Offset, int Size) Place(int index)
        {
            var section = table.AsSpan(index * SectionHeaderSize, SectionHeaderSize);
            return (BinaryPrimitives.ReadInt64LittleEndian(section[0x18..]), (int)BinaryPrimitives.ReadInt64LittleEndian(section[0x20..]));
        }
    }

    private byte[] Read(long offset, int size)
    {
        var bytes = new byte[size];
        _file.Position = offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private static string ReadString(byte[] bytes, int offset)
        => Encoding.ASCII.GetString(bytes.AsSpan(offset, Array.IndexOf(bytes, (byte)0, offset) - offset));
}
