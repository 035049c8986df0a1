using System.Buffers.Binary;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints.Safetensors;

/// <summary>A safetensors file. Opening it reads only the header.</summary>
public sealed class SafetensorsFile : TensorFile
{
    private SafetensorsFile(CheckpointFile file) : base(file) =>
        Tensors = SafetensorsHeader.Parse(file.Path, ReadHeader(file), file.Length).Tensors;

    /// <summary>Opens a file and validates its whole header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="CheckpointException">The file is missing, unreadable or not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path) => Open(path, file => new SafetensorsFile(file));

    private static byte[] ReadHeader(CheckpointFile file)
    {
        if (!file.TryRead(0, SafetensorsHeader.PrefixLength, out var prefix))
            throw new CheckpointException(file.Name, "the file is too short.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength) throw new CheckpointException(file.Name, "the header is longer than 100 MB.");
        if (!file.TryRead(prefix.Length, (long)length, out var header))
            throw new CheckpointException(file.Name, "the header is longer than the file.");
        return header.ToArray();
    }
}
