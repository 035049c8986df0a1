using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Files;

/// <summary>A file of uncompressed tensors in row-major order, which are read when they are needed.</summary>
/// <remarks>Safe for concurrent reads.</remarks>
public abstract class TensorFile : IDisposable
{
    private readonly Dictionary<string, TensorEntry> _byName = new(StringComparer.Ordinal);

    private protected TensorFile(CheckpointFile file) => File = file;

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

    private protected CheckpointFile File { get; }

    /// <summary>Finds a tensor by name.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="tensor">The tensor; null if there is none of that name.</param>
    /// <returns>Whether the tensor exists.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Reads a part of a tensor's bytes.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">Offset of the first byte within the tensor.</param>
    /// <param name="count">Number of bytes; a tensor may be longer than an array can be.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    /// <exception cref="ArgumentException">The tensor belongs to another file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public byte[] ReadBytes(TensorEntry tensor, long start, int count)
    {
        CheckRange(tensor, start, count);
        return File.Read(tensor.Offset + start, count);
    }

    /// <summary>Reads a part of a tensor's bytes into memory of the caller, which is filled.</summary>
    internal void ReadBytes(TensorEntry tensor, long start, Span<byte> destination)
    {
        CheckRange(tensor, start, destination.Length);
        File.Read(tensor.Offset + start, destination);
    }

    private void CheckRange(TensorEntry tensor, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_byName.TryGetValue(tensor.Name, out var own) || !ReferenceEquals(own, tensor))
            throw new ArgumentException("The tensor belongs to another file.", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Length - count);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        File.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a file and reads its metadata; closes it if that fails.</summary>
    private protected static T Open<T>(string path, Func<CheckpointFile, T> read) where T : TensorFile
    {
        var file = CheckpointFile.Open(path);
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
