using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Numpy;
using Speech.Checkpoints.Zip;

namespace Speech.Checkpoints;

/// <summary>The arrays of an <c>.npz</c> file, as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write it. Arrays of objects, which hold pickles, are refused.</summary>
public sealed class NumpyArchive
{
    private const string Extension = ".npy";

    // Deflate's best is 1032 to 1.
    private const long LargestRatio = 1040;

    private readonly Dictionary<string, TensorData> _byName = new(StringComparer.Ordinal);
    private readonly string _file;

    private NumpyArchive(string file) => _file = file;

    /// <summary>The arrays in the order of the archive, in row-major order.</summary>
    public IReadOnlyCollection<TensorData> Arrays => _byName.Values;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may ask for; null for the defaults.</param>
    /// <exception cref="CheckpointException">The file is missing, cannot be read, is malformed, or breaks a limit.</exception>
    public static NumpyArchive Read(string path, CheckpointLimits? limits = null)
    {
        limits ??= CheckpointLimits.Default;
        using var file = MappedFile.Open(path);
        var directory = ZipDirectory.Read(file, limits);
        var archive = new NumpyArchive(file.Name);
        var room = limits.MaxArrayBytes;
        foreach (var entry in directory.Entries)
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal)) continue;
            if ((room -= Math.Max(entry.Length, entry.StoredLength)) < 0) throw new CheckpointException(file.Name, $"the arrays take more than {limits.MaxArrayBytes} bytes.");
            var name = entry.Name[..^Extension.Length];
            archive._byName.Add(name, archive.Array(name, Unpack(file, entry)));
        }
        return archive;
    }

    /// <summary>Finds an array by name.</summary>
    /// <param name="name">Its name, without an extension.</param>
    /// <param name="array">The array; null where there is none of that name.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorData? array) => _byName.TryGetValue(name, out array);

    /// <summary>An array's elements in row-major order; those of 32 bits are widened.</summary>
    /// <param name="name">Its name, without an extension; F64 or F32.</param>
    /// <param name="shape">What its shape must be; null for an axis of any length.</param>
    /// <exception cref="CheckpointException">There is no such array, or it is of another type or shape.</exception>
    public double[] ReadDoubles(string name, params ReadOnlySpan<long?> shape)
    {
        if (!TryGet(name, out var array)) throw new CheckpointException(_file, "does not exist.", name);
        if (!HasShape(array, shape)) throw new CheckpointException(_file, $"has the shape [{string.Join(", ", array.Shape)}], not the one that is needed.", name);
        return array.Type switch
        {
            TensorType.F64 => MemoryMarshal.Cast<byte, double>(array.Bytes.Span).ToArray(),
            TensorType.F32 => System.Array.ConvertAll(MemoryMarshal.Cast<byte, float>(array.Bytes.Span).ToArray(), value => (double)value),
            _ => throw new CheckpointException(_file, $"holds {array.Type.SafetensorsName()}, not floating-point numbers of 32 or 64 bits.", name),
        };
    }

    private static bool HasShape(TensorData array, ReadOnlySpan<long?> shape)
    {
        if (array.Shape.Count != shape.Length) return false;
        for (var axis = 0; axis < shape.Length; axis++)
            if (shape[axis] is { } length && length != array.Shape[axis]) return false;
        return true;
    }

    private TensorData Array(string name, byte[] bytes)
    {
        var header = NumpyHeader.Read(bytes, _file, name);
        if (header.ByteLength != bytes.Length - header.Length) throw new CheckpointException(_file, "takes more or fewer bytes than its shape and type need.", name);
        var content = bytes.AsMemory(header.Length);
        return new TensorData(name, header.Type, header.Shape, header.IsColumnMajor ? Torch.StridedCopy.Of(content.Span, ColumnMajor(header)) : content);
    }

    private static TorchTensor ColumnMajor(NumpyHeader header)
    {
        var strides = new long[header.Shape.Length];
        var next = 1L;
        for (var axis = 0; axis < strides.Length; axis++) (strides[axis], next) = (next, next * header.Shape[axis]);
        return new TorchTensor(new TorchStorage(header.Type, "", next), 0, header.Shape, strides);
    }

    private static byte[] Unpack(MappedFile file, ZipEntry entry)
    {
        if (!entry.IsDeflated) return file.Read(entry.Offset, (int)entry.Length).ToArray();
        if (entry.Length > entry.StoredLength * LargestRatio) throw new CheckpointException(file.Name, "a file of the archive claims to be longer than it can be.");
        // The claimed length is a promise: no byte more is unpacked, and one fewer is a fault.
        var bytes = new byte[entry.Length];
        try
        {
            using var inflated = new DeflateStream(new MemoryStream(file.Read(entry.Offset, (int)entry.StoredLength).ToArray()), CompressionMode.Decompress);
            inflated.ReadExactly(bytes);
            if (inflated.ReadByte() < 0) return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException(file.Name, "a file of the archive is damaged.", inner: e);
        }
        throw new CheckpointException(file.Name, "a file of the archive is longer than it says.");
    }
}
