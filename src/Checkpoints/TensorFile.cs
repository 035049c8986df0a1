using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints;

/// <summary>One file, memory-mapped, whose tensors lie in it uncompressed and in row-major order: they cost memory only while they are read.</summary>
/// <remarks>Reading is safe for several threads. The file must not be shortened while it is open; blobs of the Hub's cache never are.</remarks>
public abstract class TensorFile : IDisposable
{
    private readonly Dictionary<string, TensorEntry> _byName = new(StringComparer.Ordinal);

    private protected TensorFile(MappedFile file) => File = file;

    /// <summary>Full path of the file.</summary>
    public string Path => File.Path;

    /// <summary>The tensors in the order of their places in the file.</summary>
    public IReadOnlyList<TensorEntry> Tensors
    {
        get;
        private protected init
        {
            field = value;
            foreach (var tensor in value) _byName.Add(tensor.Name, tensor);
        }
    } = [];

    private protected MappedFile File { get; }

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
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Length - count);
        return File.Read(tensor.Offset + start, count);
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        File.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Maps a file and reads what it says of itself; the mapping ends where that fails.</summary>
    private protected static T Open<T>(string path, Func<MappedFile, T> read) where T : TensorFile
    {
        var file = MappedFile.Open(path);
        try
        {
            return read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
