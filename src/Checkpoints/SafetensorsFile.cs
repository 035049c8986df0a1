using System.Buffers.Binary;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints;

/// <summary>One safetensors file, memory-mapped: opening it reads the header alone, and tensors cost memory only while they are read.</summary>
public sealed class SafetensorsFile : TensorFile
{
    private SafetensorsFile(MappedFile file) : base(file)
    {
        var header = SafetensorsHeader.Parse(file.Path, ReadHeader(file), file.Length);
        Tensors = header.Tensors;
        Metadata = header.Metadata;
    }

    /// <summary>The texts under <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header in full.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, cannot be read, or is no valid safetensors file.</exception>
    public static SafetensorsFile Open(string path) => Open(path, file => new SafetensorsFile(file));

    private static byte[] ReadHeader(MappedFile file)
    {
        if (!file.TryRead(0, SafetensorsHeader.PrefixLength, out var prefix)) throw new CheckpointException(file.Name, "the file is too short.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength) throw new CheckpointException(file.Name, "the header is longer than 100 MB.");
        if (!file.TryRead(prefix.Length, (long)length, out var header)) throw new CheckpointException(file.Name, "the header is longer than the file.");
        return header.ToArray();
    }
}
