using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Checkpoints;

/// <summary>The tensors of a checkpoint, for the graph writer.</summary>
/// <param name="checkpoint">The checkpoint files.</param>
internal sealed class ModelWeights(Checkpoint checkpoint) : IWeights
{
    public bool Contains(string name) => checkpoint.TryGet(name, out _);

    public Weight Get(string name) => checkpoint.TryGet(name, out var entry) ? ToWeight(entry)
        : throw new DiarizationModelException($"The checkpoint lacks the tensor '{name}'.");

    public Int8Weight GetInt8(string name)
        => throw new NotSupportedException("These networks are small: none of their matrices is quantized.");

    /// <summary>The numbers of a small tensor, for what is computed from them before the graph is written.</summary>
    public float[] Read(string name, int maxCount)
    {
        if (Get(name).Shape.Aggregate(1L, (count, size) => count * Math.Min(size, maxCount + 1L)) > maxCount)
            throw new DiarizationModelException($"The tensor '{name}' has more than {maxCount} elements.");
        return checkpoint.ReadFloats(name);
    }

    /// <summary>Opens or runs a network, and reports a refused checkpoint as a <see cref="DiarizationModelException"/>.</summary>
    /// <param name="open">The action.</param>
    /// <exception cref="DiarizationModelException">The checkpoint does not hold the network.</exception>
    public static T Explained<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException exception)
        {
            // Its own message names nodes of the graph and file paths.
            throw new DiarizationModelException(
                "ONNX Runtime refuses the network of this checkpoint: the shapes of its tensors may not match.", exception);
        }
        catch (WeightShapeException exception)
        {
            throw new DiarizationModelException($"The checkpoint does not hold the expected network. {exception.Message}", exception);
        }
    }

    private static Weight ToWeight(TensorEntry entry) => new(entry.Name, entry.Type switch
    {
        TensorType.F32 => ElementType.Float,
        TensorType.F16 => ElementType.Float16,
        TensorType.BF16 => ElementType.BFloat16,
        _ => throw new DiarizationModelException(
            $"The tensor '{entry.Name}' has elements of type {entry.Type}; supported are F32, F16 and BF16."),
    }, entry.Shape, entry.File, entry.Offset, entry.Length);
}
