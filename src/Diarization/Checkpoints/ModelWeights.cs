using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Checkpoints;

/// <summary>A network's tensors as its graph asks for them.</summary>
/// <param name="checkpoint">The Hub's own file.</param>
internal sealed class ModelWeights(Checkpoint checkpoint) : IWeights
{
    public bool Contains(string name) => checkpoint.TryGet(name, out _);

    public Weight Get(string name) => checkpoint.TryGet(name, out var entry) ? ToWeight(entry)
        : throw new DiarizationModelException($"The checkpoint lacks the tensor '{name}'.");

    public Int8Weight GetInt8(string name) => throw new NotSupportedException("These networks are small: none of their matrices is held in 8 bits.");

    /// <summary>The numbers of a small tensor, for what is computed from them before the graph is written.</summary>
    public float[] Read(string name, int maxCount)
    {
        if (Get(name).Shape.Aggregate(1L, (count, size) => count * Math.Min(size, maxCount + 1L)) > maxCount) throw new DiarizationModelException($"The tensor '{name}' is larger than it can be.");
        return checkpoint.ReadFloats(name);
    }

    /// <summary>Opens or tries a network, and tells a checkpoint that is refused in our own words.</summary>
    /// <param name="open">What to do.</param>
    /// <exception cref="DiarizationModelException">The checkpoint does not hold the network.</exception>
    public static T Explained<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException reason)
        {
            // Its own words name nodes of the graph and places on the disk.
            throw new DiarizationModelException("ONNX Runtime refuses the network of this checkpoint: its tensors may not have shapes that fit each other.", reason);
        }
        catch (WeightShapeException reason)
        {
            throw new DiarizationModelException($"The checkpoint does not hold the network it should. {reason.Message}", reason);
        }
    }

    private static Weight ToWeight(TensorEntry entry) => new(entry.Name, entry.Type switch
    {
        TensorType.F32 => ElementType.Float,
        TensorType.F16 => ElementType.Float16,
        TensorType.BF16 => ElementType.BFloat16,
        _ => throw new DiarizationModelException($"The tensor '{entry.Name}' has elements of type {entry.Type}; F32, F16 or BF16 are read."),
    }, entry.Shape, entry.File, entry.Offset, entry.Length);
}
