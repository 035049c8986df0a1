using System.Diagnostics.CodeAnalysis;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>The tensors of a checkpoint as weights of a graph, which ONNX Runtime maps from the checkpoint's files.</summary>
/// <param name="checkpoint">The checkpoint; it must outlive this object, but not the sessions, which map its files. Not disposed.</param>
/// <param name="omittedPrefix">A prefix of the graph's names that the checkpoint's names do not have; default none.</param>
/// <param name="quantized">Files with quantized matrices, named as in <see cref="Int8Weight"/>; disposed with this object.</param>
public sealed class CheckpointWeights(
    Checkpoint checkpoint, string omittedPrefix = "", params IReadOnlyList<SafetensorsFile> quantized) : IWeights, IDisposable
{
    /// <inheritdoc/>
    public bool Contains(string name) => TryFind(name, out _) || IsInt8(name);

    /// <inheritdoc/>
    public bool IsInt8(string name) => checkpoint.TryGet(Int8Weight.ValuesName(StoredName(name)), out _);

    /// <inheritdoc/>
    public Weight Get(string name)
        => TryFind(name, out var tensor) ? ToWeight(tensor, tensor.Type switch
        {
            TensorType.F32 => ElementType.Float,
            TensorType.F16 => ElementType.Float16,
            TensorType.BF16 => ElementType.BFloat16,
            _ => throw WeightException.UnsupportedType(name, tensor.Type.ToString()),
        }) : throw WeightException.Missing(name);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The matrix was not quantized.</exception>
    public Int8Weight GetInt8(string name)
    {
        var stored = StoredName(name);
        var (values, scales) = (Int8Weight.ValuesName(stored), Int8Weight.ScalesName(stored));
        if (checkpoint.TryGet(values, out var storedValues))
            return StoredInt8.Validate(storedValues, checkpoint.TryGet(scales, out var storedScales) ? storedScales : null);
        foreach (var file in quantized)
            if (file.TryGet(values, out var fileValues) && file.TryGet(scales, out var fileScales))
                return StoredInt8.Validate(fileValues, fileScales, Int8Range.Processor);
        throw new InvalidOperationException($"The matrix '{name}' was not quantized.");
    }

    /// <summary>The elements of a small tensor in row-major order.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="maxCount">Largest number of elements allowed.</param>
    /// <exception cref="WeightException">The tensor is missing, of an unsupported type, or larger.</exception>
    public float[] ReadFloats(string name, int maxCount)
    {
        // Each axis is clamped so that the product cannot overflow.
        var count = Get(name).Shape.Aggregate(1L, (product, length) => product * Math.Min(length, maxCount + 1L));
        return count <= maxCount ? checkpoint.ReadFloats(StoredName(name)) : throw WeightException.TooLarge(name, maxCount);
    }

    /// <summary>Closes the files with quantized matrices.</summary>
    public void Dispose()
    {
        foreach (var file in quantized) file.Dispose();
    }

    private bool TryFind(string name, [NotNullWhen(true)] out TensorEntry? tensor)
    {
        if (checkpoint.TryGet(StoredName(name), out tensor)) return true;
        foreach (var file in quantized)
            if (file.TryGet(StoredName(name), out tensor)) return true;
        return false;
    }

    private string StoredName(string name)
        => omittedPrefix.Length > 0 && name.StartsWith(omittedPrefix, StringComparison.Ordinal) ? name[omittedPrefix.Length..] : name;

    internal static Weight ToWeight(TensorEntry tensor, ElementType type)
        => new(tensor.Name, type, tensor.Shape, tensor.File, tensor.Offset, tensor.Length);
}
