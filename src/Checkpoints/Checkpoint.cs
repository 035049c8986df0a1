using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Torch;

namespace Speech.Checkpoints;

/// <summary>
/// The weights in a model folder: all tensors of <c>model.safetensors</c>, of the shards listed in <c>model.safetensors.index.json</c>, or
/// of <c>pytorch_model.bin</c>.
/// </summary>
/// <remarks>Safe for concurrent reads.</remarks>
public sealed class Checkpoint : IDisposable
{
    private const int BlockBytes = 1 << 16;
    private const string SingleFileName = "model.safetensors";
    private const string IndexFileName = SingleFileName + ".index.json";
    private const string TorchFileName = "pytorch_model.bin";
    private const string AdapterFileName = "adapter_config.json";

    private readonly IReadOnlyList<TensorFile> _files;
    private readonly Dictionary<string, FileTensor> _tensors;
    private readonly string _name;

    private Checkpoint(string name, IReadOnlyList<TensorFile> files, Dictionary<string, FileTensor> tensors)
    {
        _name = name;
        _files = files;
        _tensors = tensors;
        Tensors = [.. tensors.Values.Select(tensor => tensor.Entry)];
    }

    /// <summary>The tensors, file by file in the order of their offsets.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The tensor of a given name.</summary>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor.</exception>
    public TensorEntry this[string name] => Find(name).Entry;

    /// <summary>Opens the weights of a folder and validates all headers.</summary>
    /// <param name="folder">A model folder in the Hub's layout, or a single file in the format that its extension says.</param>
    /// <exception cref="CheckpointException">A file is missing, unreadable or malformed.</exception>
    public static Checkpoint Open(string folder)
    {
        var (single, torch) = (Path.Combine(folder, SingleFileName), Path.Combine(folder, TorchFileName));
        if (File.Exists(folder)) return OpenFile(folder);
        if (File.Exists(single)) return FromFile(SingleFileName, SafetensorsFile.Open(single));
        if (File.Exists(Path.Combine(folder, IndexFileName))) return OpenShards(folder);
        if (File.Exists(torch)) return FromFile(TorchFileName, TorchFile.Open(torch));
        RequireNoAdapter(folder);
        throw new CheckpointException(
            SingleFileName, $"the model folder contains neither this file nor {IndexFileName} nor {TorchFileName}.");
    }

    /// <summary>Refuses a folder that has only the differences of a fine-tune to another model.</summary>
    /// <param name="folder">A model folder.</param>
    /// <exception cref="CheckpointException">The folder has an adapter and no weights.</exception>
    public static void RequireNoAdapter(string folder)
    {
        string[] weights = [SingleFileName, IndexFileName, TorchFileName];
        if (!File.Exists(Path.Combine(folder, AdapterFileName)) || weights.Any(name => File.Exists(Path.Combine(folder, name)))) return;
        throw new CheckpointException(
            AdapterFileName,
            "the folder has an adapter (LoRA), which is not a whole model: merge it with its base model, and name the result.");
    }

    /// <summary>Finds a tensor by name.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="tensor">The tensor; null if there is none of that name.</param>
    /// <returns>Whether the tensor exists.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) =>
        (tensor = _tensors.TryGetValue(name, out var found) ? found.Entry : null) is not null;

    /// <summary>Reads a part of a tensor's bytes.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="start">Offset of the first byte within the tensor.</param>
    /// <param name="count">Number of bytes; a tensor may be longer than an array can be.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor, or its file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    public byte[] ReadBytes(string name, long start, int count)
    {
        var tensor = Find(name);
        return tensor.File.ReadBytes(tensor.Entry, start, count);
    }

    /// <summary>A tensor as it is, for a writer: its bytes are read each time they are needed.</summary>
    /// <param name="tensor">A tensor of this checkpoint, of at most 2 GB.</param>
    public TensorData DataOf(TensorEntry tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new(tensor.Name, tensor.Type, tensor.Shape, () => ReadBytes(tensor.Name, 0, checked((int)tensor.Length)));
    }

    /// <summary>Reads a tensor's elements in row-major order, converting F16 and BF16 exactly.</summary>
    /// <param name="name">Name of a tensor of type F32, F16 or BF16.</param>
    /// <exception cref="CheckpointException">
    /// The checkpoint has no such tensor, it has another type, or it has more elements than an array can hold.
    /// </exception>
    public float[] ReadFloats(string name)
    {
        var count = this[name].Count;
        if (count > Array.MaxLength) throw new CheckpointException(_name, "has more elements than an array can hold.", name);
        var values = new float[count];
        CopyFloats(name, 0, values);
        return values;
    }

    /// <summary>Copies a part of a tensor's elements, converting F16 and BF16 exactly.</summary>
    /// <param name="name">Name of a tensor of type F32, F16 or BF16.</param>
    /// <param name="start">Index of the first element in row-major order.</param>
    /// <param name="destination">Filled completely.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor, or it has another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    public void CopyFloats(string name, long start, Span<float> destination)
    {
        var (file, tensor) = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Count - destination.Length);
        if (!tensor.Type.IsFloat())
            throw new CheckpointException(_name, $"has the type {tensor.Type.SafetensorsName()} instead of F32, F16 or BF16.", name);
        var size = tensor.Type.Size();
        Span<byte> bytes = stackalloc byte[(int)Math.Min(BlockBytes, (long)destination.Length * size)];
        while (!destination.IsEmpty)
        {
            var block = destination[..Math.Min(BlockBytes / size, destination.Length)];
            var source = bytes[..(block.Length * size)];
            file.ReadBytes(tensor, start * size, source);
            FloatConversion.ToSingle(tensor.Type, source, block);
            start += block.Length;
            destination = destination[block.Length..];
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private FileTensor Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException(_name, "does not exist.", name);

    private static Checkpoint FromFile(string name, TensorFile file) =>
        new(name, [file], file.Tensors.ToDictionary(tensor => tensor.Name, tensor => new FileTensor(file, tensor), StringComparer.Ordinal));

    private static Checkpoint OpenFile(string path)
        => FromFile(
            Path.GetFileName(path),
            Path.GetExtension(path) is ".safetensors" ? SafetensorsFile.Open(path) : TorchFile.Open(path));

    private static Checkpoint OpenShards(string folder)
    {
        var index = SafetensorsIndex.Read(Path.Combine(folder, IndexFileName));
        var files = new List<TensorFile>();
        try
        {
            var tensors = new Dictionary<string, FileTensor>(StringComparer.Ordinal);
            foreach (var name in index.Files)
            {
                var file = SafetensorsFile.Open(RepoPath.Combine(folder, name));
                files.Add(file);
                // Tensors that the index omits or assigns to another shard are not part of the model.
                foreach (var tensor in file.Tensors.Where(tensor => index.FileByTensor.GetValueOrDefault(tensor.Name) == name))
                    tensors.Add(tensor.Name, new FileTensor(file, tensor));
            }
            var missing = index.FileByTensor.Keys.FirstOrDefault(name => !tensors.ContainsKey(name));
            if (missing is not null)
                throw new CheckpointException(index.FileByTensor[missing], "is missing, but the index lists it.", missing);
            return new Checkpoint(IndexFileName, files, tensors);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }

    private sealed record FileTensor(TensorFile File, TensorEntry Entry);
}
