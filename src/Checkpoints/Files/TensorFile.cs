using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Files;

/// <summary>A memory-mapped file of uncompressed tensors in row-major order. Tensors occupy memory only while they are read.</summary>
/// <remarks>Safe for concurrent reads. The file must not be truncated while it is open; blobs of the Hub cache never are.</remarks>
public abstract class TensorFile : IDisposable
{
    private readonly Dictionary<string, TensorEntry> _byName = new(StringComparer.Ordinal);

    private protected TensorFile(MappedFile file) => File = file;

    /// <summary>The tensors in the order of their offsets.</summary>
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
    /// <param name="name">Name of the tensor.</param>
    /// <param name="tensor">The tensor; null if there is none of that name.</param>
    /// <returns>Whether the tensor exists.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>A part of a tensor's bytes in the mapped file, without a copy. Must not be used after this object is disposed.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">Offset of the first byte within the tensor.</param>
    /// <param name="count">Number of bytes; a tensor may be longer than a span can be.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    /// <exception cref="ArgumentException">The tensor belongs to another file.</exception>
    public ReadOnlySpan<byte> Bytes(TensorEntry tensor, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_byName.TryGetValue(tensor.Name, out var own) || !ReferenceEquals(own, tensor))
            throw new ArgumentException("The tensor belongs to another file.", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Length - count);
        return File.Read(tensor.Offset + start, count);
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        File.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Maps a file and reads its metadata; unmaps it if that fails.</summary>
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
