using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Pickle;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Zip;

namespace Speech.Checkpoints.Torch;

/// <summary>
/// A file written by <c>torch.save</c> (a zip archive, since PyTorch 1.6) with a pickle of names and settings and the content
/// of the tensors. <see cref="TensorFile.Tensors"/> are those under <c>state_dict</c>, or at the root without such a key; some may share
/// bytes.
/// </summary>
/// <remarks>
/// Only plain data and tensors are created. Classes are represented by their names; nothing in the file is ever constructed or called. Safe
/// for concurrent reads.
/// </remarks>
public sealed class TorchFile : TensorFile
{
    private const string PickleName = "data.pkl", ByteOrderName = "byteorder", StateDictionaryKey = "state_dict";

    private readonly ZipDirectory _archive;
    private readonly string _prefix;

    private TorchFile(CheckpointFile file, CheckpointLimits limits) : base(file)
    {
        _archive = ZipDirectory.Read(file, limits.MaxArchiveEntries);
        _prefix = FindPrefix();
        Data = PickleReader.Read(file.Name, ReadPickle(limits), limits, new TorchObjectFactory(file.Name));
        Tensors =
        [
            .. StateTensors().Select(state => ToEntry(state.Name, state.Tensor))
                .OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length),
        ];
    }

    private static ReadOnlySpan<byte> LittleEndian => "little"u8;

    /// <summary>
    /// The saved object as plain data: <see cref="Dictionary{TKey, TValue}"/> of object, <see cref="List{T}"/> of object, object arrays
    /// (tuples), string, long, double, bool, byte arrays, null, <see cref="PickledObject"/>, and internal representations of tensors and
    /// classes. It may contain reference cycles.
    /// </summary>
    public object? Data { get; }

    /// <summary>Opens a file and reads its pickle.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="CheckpointException">The file is missing, unreadable, malformed, or too complex.</exception>
    public static TorchFile Open(string path) => Open(path, CheckpointLimits.Default);

    internal static TorchFile Open(string path, CheckpointLimits limits) => Open(path, file => new TorchFile(file, limits));

    /// <summary>Finds the archive's root folder, whose name depends on the writer.</summary>
    private string FindPrefix()
    {
        var pickles = _archive.Entries.Where(entry => entry.Name.Split('/') is [_, PickleName]).ToList();
        if (pickles.Count != 1)
            throw new CheckpointException(
                File.Name, $"the archive does not contain exactly one {PickleName}: it was not written by PyTorch.");
        return pickles[0].Name[..^PickleName.Length];
    }

    private byte[] ReadPickle(CheckpointLimits limits)
    {
        if (_archive.TryGet(_prefix + ByteOrderName, out var order)
            && (order.Length != LittleEndian.Length || !ReadEntry(order).AsSpan().SequenceEqual(LittleEndian)))
            throw new CheckpointException(File.Name, "the tensors are not little-endian.");
        _archive.TryGet(_prefix + PickleName, out var pickle);
        if (pickle!.Length > limits.MaxPickleBytes)
            throw new CheckpointException(File.Name, $"the pickle is longer than {limits.MaxPickleBytes} bytes.");
        return ReadEntry(pickle);
    }

    private byte[] ReadEntry(ZipEntry entry) => !entry.IsDeflated
        ? File.Read(entry.Offset, (int)entry.Length)
        : throw new CheckpointException(File.Name, "a file of the archive is compressed, which PyTorch never does.");

    private IEnumerable<(string Name, TorchTensor Tensor)> StateTensors()
    {
        var state = Data as Dictionary<object, object?>
            ?? throw new CheckpointException(File.Name, "the file contains no dictionary of tensors.");
        if (state.TryGetValue(StateDictionaryKey, out var inner) && inner is Dictionary<object, object?> nested) state = nested;
        foreach (var (key, value) in state)
            if (key is string name && value is TorchTensor tensor) yield return (name, tensor);
    }

    private TensorEntry ToEntry(string name, TorchTensor tensor)
    {
        var storage = FindStorage(name, tensor.Storage);
        if (!tensor.IsRowMajor) throw new CheckpointException(File.Name, "is not in row-major order; save it with .contiguous().", name);
        var size = tensor.Type.Size();
        return new TensorEntry(name, tensor.Type, tensor.Shape, File.Path, storage.Offset + tensor.Offset * size, tensor.Count * size);
    }

    private ZipEntry FindStorage(string name, TorchStorage storage)
    {
        if (!_archive.TryGet($"{_prefix}data/{storage.Key}", out var entry))
            throw new CheckpointException(File.Name, "has no content in the archive.", name);
        if (entry.IsDeflated) throw new CheckpointException(File.Name, "is compressed, which PyTorch never does.", name);
        return entry.Length / storage.Type.Size() >= storage.Count ? entry
            : throw new CheckpointException(File.Name, "has fewer elements in the archive than declared.", name);
    }
}
