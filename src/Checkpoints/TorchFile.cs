using Speech.Checkpoints.Files;
using Speech.Checkpoints.Pickle;
using Speech.Checkpoints.Torch;
using Speech.Checkpoints.Zip;

namespace Speech.Checkpoints;

/// <summary>One file that <c>torch.save</c> wrote (a zip archive, since PyTorch 1.6), memory-mapped: a pickle of names and settings, and the numbers beside it.
/// <see cref="TensorFile.Tensors"/> are those under <c>state_dict</c>, or of the whole where there is no such key; some may share bytes.</summary>
/// <remarks>Only plain data and tensors come out. Classes stay names, and nothing is constructed or called, whatever the file says. Reading is safe for several threads.</remarks>
public sealed class TorchFile : TensorFile
{
    private const string PickleName = "data.pkl", ByteOrder = "byteorder", StateDictionary = "state_dict";

    private readonly ZipDirectory _archive;
    private readonly string _prefix;

    private TorchFile(MappedFile file, CheckpointLimits limits) : base(file)
    {
        _archive = ZipDirectory.Read(file, limits);
        _prefix = Prefix();
        Data = PickleMachine.Read(file.Name, ReadPickle(limits), limits, new TorchObjects(file.Name));
        Tensors = [.. StateTensors().Select(state => InPlace(state.Name, state.Tensor)).OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length)];
    }

    /// <summary>What was saved, as plain data: <see cref="Dictionary{TKey, TValue}"/> of object, <see cref="List{T}"/> of object, object arrays (tuples), string, long, double, bool, byte arrays,
    /// null, <see cref="TorchTensor"/>, <see cref="PickledClass"/> and <see cref="PickledObject"/>. It may refer to itself: walk it with care.</summary>
    public object? Data { get; }

    /// <summary>Opens a file and reads its pickle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may ask for; null for the defaults.</param>
    /// <exception cref="CheckpointException">The file is missing, cannot be read, is malformed, or breaks a limit.</exception>
    public static TorchFile Open(string path, CheckpointLimits? limits = null) => Open(path, file => new TorchFile(file, limits ?? CheckpointLimits.Default));

    /// <summary>Copies any tensor of <see cref="Data"/>, whatever its strides, into row-major order.</summary>
    /// <param name="name">A name for it.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="CheckpointException">Its storage is not in the file.</exception>
    public TensorData Read(string name, TorchTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var entry = Storage(name, tensor);
        if (entry.Length > Array.MaxLength) throw new CheckpointException(File.Name, "has more bytes than one array can hold.", name);
        return new TensorData(name, tensor.Type, tensor.Shape, StridedCopy.Of(File.Read(entry.Offset, (int)entry.Length), tensor));
    }

    /// <summary>All files of the archive lie in one folder, whose name depends on who wrote it.</summary>
    private string Prefix()
    {
        var pickles = _archive.Entries.Where(entry => entry.Name.Split('/') is [_, PickleName]).ToList();
        if (pickles.Count != 1) throw new CheckpointException(File.Name, $"the archive holds no {PickleName}, or several: it was not written by PyTorch.");
        return pickles[0].Name[..^PickleName.Length];
    }

    private byte[] ReadPickle(CheckpointLimits limits)
    {
        if (_archive.TryGet(_prefix + ByteOrder, out var order) && !Stored(order).SequenceEqual("little"u8)) throw new CheckpointException(File.Name, "the numbers are not little-endian.");
        _archive.TryGet(_prefix + PickleName, out var pickle);
        if (pickle!.Length > limits.MaxPickleBytes) throw new CheckpointException(File.Name, $"the pickle is longer than {limits.MaxPickleBytes} bytes.");
        return Stored(pickle).ToArray();
    }

    private ReadOnlySpan<byte> Stored(ZipEntry entry) => !entry.IsDeflated && entry.Length <= int.MaxValue ? File.Read(entry.Offset, (int)entry.Length)
        : throw new CheckpointException(File.Name, "a file of the archive is compressed, which PyTorch never does.");

    private IEnumerable<(string Name, TorchTensor Tensor)> StateTensors()
    {
        var state = Data as Dictionary<object, object?> ?? throw new CheckpointException(File.Name, "the file holds no dictionary of tensors.");
        if (state.TryGetValue(StateDictionary, out var inner) && inner is Dictionary<object, object?> nested) state = nested;
        foreach (var (key, value) in state)
            if (key is string name && value is TorchTensor tensor) yield return (name, tensor);
    }

    private TensorEntry InPlace(string name, TorchTensor tensor)
    {
        var storage = Storage(name, tensor);
        if (!tensor.IsRowMajor) throw new CheckpointException(File.Name, "does not lie in row-major order; save it with .contiguous().", name);
        var size = tensor.Type.Size();
        return new TensorEntry(name, tensor.Type, tensor.Shape, File.Path, storage.Offset + tensor.Offset * size, tensor.Count * size);
    }

    private ZipEntry Storage(string name, TorchTensor tensor)
    {
        var storage = tensor.Storage;
        if (!_archive.TryGet($"{_prefix}data/{storage.Key}", out var entry)) throw new CheckpointException(File.Name, "has no numbers in the archive.", name);
        if (entry.IsDeflated) throw new CheckpointException(File.Name, "is compressed, which PyTorch never does.", name);
        return entry.Length / storage.Type.Size() >= storage.Count ? entry : throw new CheckpointException(File.Name, "has fewer numbers in the archive than it needs.", name);
    }
}
