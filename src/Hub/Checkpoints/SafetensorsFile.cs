using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Speech.Hub.Checkpoints;

/// <summary>One safetensors file, memory-mapped: opening it reads the header alone, and tensors cost memory only while they are read.</summary>
/// <remarks>Reading is safe for several threads. The file must not be shortened while it is open; blobs of the Hub's cache never are.</remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, TensorEntry> _byName;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _isDisposed;

    private SafetensorsFile(string path, FileStream file)
    {
        Path = path;
        var header = SafetensorsHeader.Parse(path, ReadHeader(file), file.Length);
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        _byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>The tensors in the order of their places in the file.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The texts under <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header in full.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, cannot be read, or is no valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            return new SafetensorsFile(path, file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is FileNotFoundException or DirectoryNotFoundException) throw Fault(path, "the file does not exist.", e);
            if (e is IOException or UnauthorizedAccessException) throw Fault(path, "the file cannot be read.", e);
            throw;
        }
    }

    /// <summary>Finds a tensor by name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor; null where there is none of that name.</param>
    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TensorEntry? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>A part of a tensor's bytes where they lie. Valid until this object is disposed, and to be let go before.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">First byte, counted from the tensor's beginning.</param>
    /// <param name="count">Bytes; a tensor may hold more than one span can.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the tensor.</exception>
    /// <exception cref="ArgumentException">The tensor is of another file.</exception>
    public ReadOnlySpan<byte> Bytes(TensorEntry tensor, long start, int count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_byName.TryGetValue(tensor.Name, out var own) || !ReferenceEquals(own, tensor)) throw new ArgumentException("The tensor is of another file.", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Length - count, nameof(start));
        return new ReadOnlySpan<byte>(_start + tensor.Offset + start, count);
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static byte[] ReadHeader(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        if (file.Length < prefix.Length) throw Fault(file.Name, "the file is too short.");
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength) throw Fault(file.Name, "the header is longer than 100 MB.");
        if ((long)length > file.Length - prefix.Length) throw Fault(file.Name, "the header is longer than the file.");
        var header = new byte[length];
        file.ReadExactly(header);
        return header;
    }

    private static CheckpointException Fault(string path, string fault, Exception? inner = null) => new(System.IO.Path.GetFileName(path), fault, inner: inner);
}
