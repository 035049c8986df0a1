using Speech.Checkpoints.Files;
using System.Diagnostics.CodeAnalysis;

namespace Speech.Checkpoints;

/// <summary>The weights of a model's folder: all tensors of <c>model.safetensors</c>, or of the shards that <c>model.safetensors.index.json</c> names, or of <c>pytorch_model.bin</c>.</summary>
/// <remarks>Reading is safe for several threads.</remarks>
public sealed class Checkpoint : IDisposable
{
    private const int PieceLength = 1 << 24;
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = SingleFile + ".index.json";
    private const string TorchName = "pytorch_model.bin";

    private readonly IReadOnlyList<TensorFile> _files;
    private readonly Dictionary<string, Placed> _tensors;
    private readonly string _name;

    private Checkpoint(string name, IReadOnlyList<TensorFile> files, Dictionary<string, Placed> tensors)
    {
        _name = name;
        _files = files;
        _tensors = tensors;
        Tensors = [.. tensors.Values.Select(placed => placed.Tensor)];
    }

    /// <summary>The tensors, file by file in the order of their places.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor.</exception>
    public TensorEntry this[string name] => Find(name).Tensor;

    /// <summary>Opens the weights of a folder and checks every header in full.</summary>
    /// <param name="folder">A model's folder, in the Hub's layout.</param>
    /// <exception cref="CheckpointException">A file is missing, cannot be read, or is malformed.</exception>
    public static Checkpoint Open(string folder)
    {
        if (File.Exists(Path.Combine(folder, SingleFile))) return Single(SingleFile, SafetensorsFile.Open(Path.Combine(folder, SingleFile)));
        if (File.Exists(Path.Combine(folder, IndexFile))) return OpenShards(folder);
        if (File.Exists(Path.Combine(folder, TorchName))) return Single(TorchName, TorchFile.Open(Path.Combine(folder, TorchName)));
        throw new CheckpointException(SingleFile, $"the model's folder has neither this file nor {IndexFile} nor {TorchName}.");
    }

    /// <summary>Finds a tensor by name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor; null where there is none of that name.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) =>
        (tensor = _tensors.TryGetValue(name, out var placed) ? placed.Tensor : null) is not null;

    /// <summary>A part of a tensor's bytes where they lie: no copy. Valid until the checkpoint is disposed.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="start">First byte, counted from the tensor's beginning.</param>
    /// <param name="count">Bytes; a tensor may hold more than one span can.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the tensor.</exception>
    public ReadOnlySpan<byte> Bytes(string name, long start, int count)
    {
        var placed = Find(name);
        return placed.File.Bytes(placed.Tensor, start, count);
    }

    /// <summary>A tensor's elements in row-major order; F16 and BF16 are widened, which loses nothing.</summary>
    /// <param name="name">The tensor's name; F32, F16 or BF16.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor, it is of another type, or has more elements than an array can hold.</exception>
    public float[] ReadFloats(string name)
    {
        var count = this[name].Count;
        if (count > Array.MaxLength) throw new CheckpointException(_name, "has more elements than one array can hold.", name);
        var floats = new float[count];
        CopyFloats(name, 0, floats);
        return floats;
    }

    /// <summary>Copies a part of a tensor's elements, widening F16 and BF16.</summary>
    /// <param name="name">The tensor's name; F32, F16 or BF16.</param>
    /// <param name="start">First element, counted in row-major order.</param>
    /// <param name="destination">Filled whole.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such tensor, or it is of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the tensor.</exception>
    public void CopyFloats(string name, long start, Span<float> destination)
    {
        var placed = Find(name);
        var tensor = placed.Tensor;
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Count - destination.Length);
        if (!FloatFormat.IsSupported(tensor.Type)) throw new CheckpointException(_name, $"holds {tensor.Type.SafetensorsName()}, not floating-point numbers of 16 or 32 bits.", name);
        var size = tensor.Type.Size();
        // A span counts bytes in 32 bits: more than 2 GB of elements go piece by piece.
        while (!destination.IsEmpty)
        {
            var part = destination[..Math.Min(PieceLength, destination.Length)];
            FloatFormat.Widen(tensor.Type, placed.File.Bytes(tensor, start * size, part.Length * size), part);
            start += part.Length;
            destination = destination[part.Length..];
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private Placed Find(string name) =>
        _tensors.TryGetValue(name, out var placed) ? placed : throw new CheckpointException(_name, "does not exist.", name);

    private static Checkpoint Single(string name, TensorFile file) =>
        new(name, [file], file.Tensors.ToDictionary(tensor => tensor.Name, tensor => new Placed(file, tensor), StringComparer.Ordinal));

    private static Checkpoint OpenShards(string folder)
    {
        var index = SafetensorsIndex.Read(Path.Combine(folder, IndexFile));
        var files = new List<TensorFile>();
        try
        {
            var tensors = new Dictionary<string, Placed>(StringComparer.Ordinal);
            foreach (var name in index.Files)
            {
                var file = SafetensorsFile.Open(RepoPath.Below(folder, name));
                files.Add(file);
                // The index decides: what it does not name, or gives to another shard, is not part of the model.
                foreach (var tensor in file.Tensors.Where(tensor => index.FileOf.GetValueOrDefault(tensor.Name) == name))
                    tensors.Add(tensor.Name, new Placed(file, tensor));
            }
            var lost = index.FileOf.Keys.FirstOrDefault(name => !tensors.ContainsKey(name));
            if (lost is not null) throw new CheckpointException(index.FileOf[lost], "is not in the shard that the index gives.", lost);
            return new Checkpoint(IndexFile, files, tensors);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }

    private sealed record Placed(TensorFile File, TensorEntry Tensor);
}
