using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Speech.Hub.Checkpoints.Files;

namespace Speech.Hub.Checkpoints;

/// <summary>One safetensors file, memory-mapped: opening it reads the header alone, and tensors cost memory only while they are read.</summary>
/// <remarks>Reading is safe for several threads. The file must not be shortened while it is open; blobs of the Hub's cache never are.</remarks>
public sealed class SafetensorsFile : ITensorFile
{
    private readonly Dictionary<string, TensorEntry> _byName;
    private readonly MappedFile _file;

    private SafetensorsFile(MappedFile file)
    {
        _file = file;
        var header = SafetensorsHeader.Parse(file.Path, ReadHeader(file), file.Length);
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        _byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Full path of the file.</summary>
    public string Path => _file.Path;

    /// <summary>The tensors in the order of their places in the file.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The texts under <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header in full.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, cannot be read, or is no valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor; null where there is none of that name.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>A part of a tensor's bytes where they lie. Valid until this object is disposed, and to be let go before.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">First byte, counted from the tensor's beginning.</param>
    /// <param name="count">Bytes; a tensor may hold more than one span can.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the tensor.</exception>
    /// <exception cref="ArgumentException">The tensor is of another file.</exception>
    public ReadOnlySpan<byte> Bytes(TensorEntry tensor, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_byName.TryGetValue(tensor.Name, out var own) || !ReferenceEquals(own, tensor)) throw new ArgumentException("The tensor is of another file.", nameof(tensor));
        return _file.ReadTensor(tensor, start, count);
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose() => _file.Dispose();

    private static byte[] ReadHeader(MappedFile file)
    {
        if (!file.TryRead(0, SafetensorsHeader.PrefixLength, out var prefix)) throw new CheckpointException(file.Name, "the file is too short.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength) throw new CheckpointException(file.Name, "the header is longer than 100 MB.");
        if (!file.TryRead(prefix.Length, (long)length, out var header)) throw new CheckpointException(file.Name, "the header is longer than the file.");
        return header.ToArray();
    }
}
