using System.IO.Compression;
using System.Runtime.InteropServices;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Zip;

namespace Speech.Checkpoints.Numpy;

/// <summary>
/// The arrays of an <c>.npz</c> file written by <c>numpy.savez</c> or <c>numpy.savez_compressed</c>. Object arrays, which contain pickles,
/// are rejected.
/// </summary>
public sealed class NumpyArchive
{
    private const string Extension = ".npy";

    // Deflate compresses at most 1032 to 1.
    private const long MaxCompressionRatio = 1040;

    private readonly Dictionary<string, TensorData> _byName = new(StringComparer.Ordinal);
    private readonly string _file;

    private NumpyArchive(string file) => _file = file;

    /// <summary>The arrays in the order of the archive.</summary>
    internal IReadOnlyCollection<TensorData> Arrays => _byName.Values;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="CheckpointException">The file is missing, unreadable or malformed, or its arrays are larger than 64 MB.</exception>
    public static NumpyArchive Read(string path)
    {
        using var file = CheckpointFile.Open(path);
        var limits = CheckpointLimits.Default;
        var directory = ZipDirectory.Read(file, limits.MaxArchiveEntries);
        var archive = new NumpyArchive(file.Name);
        var remainingBytes = limits.MaxArrayBytes;
        foreach (var entry in directory.Entries)
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal)) continue;
            if ((remainingBytes -= Math.Max(entry.Length, entry.StoredLength)) < 0)
                throw new CheckpointException(file.Name, $"the arrays are larger than {limits.MaxArrayBytes} bytes.");
            var name = entry.Name[..^Extension.Length];
            archive._byName.Add(name, archive.ReadArray(name, ReadEntry(file, entry)));
        }
        return archive;
    }

    /// <summary>Returns an array's elements in row-major order, converting 32-bit elements exactly.</summary>
    /// <param name="name">Name of an array of type F64 or F32, without the file extension.</param>
    /// <param name="shape">The expected shape; null for an axis of any size.</param>
    /// <exception cref="CheckpointException">There is no such array, or it has another type or shape.</exception>
    public double[] ReadDoubles(string name, params ReadOnlySpan<long?> shape)
    {
        if (!_byName.TryGetValue(name, out var array)) throw new CheckpointException(_file, "does not exist.", name);
        if (!HasShape(array, shape))
            throw new CheckpointException(_file, $"has the unexpected shape [{string.Join(", ", array.Shape)}].", name);
        return array.Type switch
        {
            TensorType.F64 => MemoryMarshal.Cast<byte, double>(array.Bytes.Span).ToArray(),
            TensorType.F32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(array.Bytes.Span).ToArray(), value => (double)value),
            _ => throw new CheckpointException(_file, $"has the type {array.Type.SafetensorsName()} instead of F64 or F32.", name),
        };
    }

    private static bool HasShape(TensorData array, ReadOnlySpan<long?> shape)
    {
        if (array.Shape.Count != shape.Length) return false;
        for (var axis = 0; axis < shape.Length; axis++)
            if (shape[axis] is { } size && size != array.Shape[axis]) return false;
        return true;
    }

    private TensorData ReadArray(string name, byte[] bytes)
    {
        var header = NumpyHeader.Read(bytes, _file, name);
        if (header.ByteLength != bytes.Length - header.Length)
            throw new CheckpointException(_file, "has a length that does not match its shape and type.", name);
        var content = bytes.AsMemory(header.Length);
        if (header.IsColumnMajor) content = RowMajorCopy.FromColumnMajor(content.Span, header.Shape, header.Type.Size());
        return new TensorData(name, header.Type, header.Shape, content);
    }

    private static byte[] ReadEntry(CheckpointFile file, ZipEntry entry)
    {
        if (!entry.IsDeflated) return file.Read(entry.Offset, (int)entry.Length);
        if (entry.Length > entry.StoredLength * MaxCompressionRatio)
            throw new CheckpointException(file.Name, "a file of the archive declares an impossible length.");
        // Never decompresses more than the declared length; fewer bytes are an error.
        var bytes = new byte[entry.Length];
        try
        {
            var compressed = new MemoryStream(file.Read(entry.Offset, (int)entry.StoredLength));
            using var decompressed = new DeflateStream(compressed, CompressionMode.Decompress);
            decompressed.ReadExactly(bytes);
            if (decompressed.ReadByte() < 0) return bytes;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException(file.Name, "a file of the archive is corrupt.", innerException: exception);
        }
        throw new CheckpointException(file.Name, "a file of the archive is longer than declared.");
    }
}
