using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;

namespace Speech.BuiltIn.Conversion;

/// <summary>The weights of a checkpoint in 16 bits.</summary>
internal static class HalfConversion
{
    // Smaller tensors are biases, normalizations and the frequencies of filters: they stay as they are, for a few kilobytes.
    private const int MinCount = 4096;

    public static int Run(string source, string target)
    {
        Directory.CreateDirectory(target);
        using var checkpoint = Checkpoint.Open(source);
        SafetensorsWriter.Write(
            Path.Combine(target, "model.safetensors"), [.. checkpoint.Tensors.Select(tensor => Convert(checkpoint, tensor))]);
        return 0;
    }

    private static TensorData Convert(Checkpoint checkpoint, TensorEntry tensor)
    {
        if (tensor.Type != TensorType.F32 || tensor.Count < MinCount) return checkpoint.DataOf(tensor);
        return new(tensor.Name, TensorType.F16, tensor.Shape, () =>
        {
            var halves = new Half[tensor.Count];
            TensorPrimitives.ConvertToHalf(checkpoint.ReadFloats(tensor.Name), halves);
            return MemoryMarshal.AsBytes<Half>(halves).ToArray();
        });
    }
}
