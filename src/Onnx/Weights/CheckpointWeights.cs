using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>The tensors of a checkpoint as weights of a graph, which ONNX Runtime maps from the checkpoint's files.</summary>
/// <param name="checkpoint">The checkpoint; it must outlive the sessions that use its weights. Not disposed by this object.</param>
/// <param name="omittedPrefix">A prefix of the graph's names that the checkpoint's names do not have; default none.</param>
/// <param name="quantized">Files with quantized matrices, named as in <see cref="Int8Weight"/>; disposed with this object.</param>
public sealed class CheckpointWeights(
    Checkpoint checkpoint, string omittedPrefix = "", params IReadOnlyList<SafetensorsFile> quantized) : IWeights, IDisposable
{
    /// <inheritdoc/>
    public bool Contains(string name) => checkpoint.TryGet(StoredName(name), out _);

    /// <inheritdoc/>
    public Weight Get(string name)
        => checkpoint.TryGet(StoredName(name), out var tensor) ? ToWeight(tensor, tensor.Type switch
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
        var values = GetQuantized(Int8Weight.ValuesName(StoredName(name)));
        // [rows, blocks, block size], or transposed [columns, rows] with one block per row.
        var blockSize = (int)(values.Shape.Count == 3 ? values.Shape[2] : values.Shape[0]);
        return new Int8Weight(values, GetQuantized(Int8Weight.ScalesName(StoredName(name))), blockSize);
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

    private Weight GetQuantized(string storedName)
    {
        foreach (var file in quantized)
            if (file.TryGet(storedName, out var tensor)) return ToWeight(tensor, tensor.Type switch
            {
                TensorType.U8 => ElementType.UInt8,
                TensorType.I8 => ElementType.Int8,
                _ => ElementType.Float,
            });
        throw new InvalidOperationException($"The matrix of '{storedName}' was not quantized.");
    }

    private string StoredName(string name)
        => omittedPrefix.Length > 0 && name.StartsWith(omittedPrefix, StringComparison.Ordinal) ? name[omittedPrefix.Length..] : name;

    private static Weight ToWeight(TensorEntry tensor, ElementType type)
        => new(tensor.Name, type, tensor.Shape, tensor.File, tensor.Offset, tensor.Length);
}
