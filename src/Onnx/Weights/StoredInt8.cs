using System.Numerics;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>Validates a quantized matrix before its memory is given to a kernel: a checkpoint may come from anywhere.</summary>
internal static class StoredInt8
{
    private const int SmallestBlock = 16;

    /// <param name="values">Tensor of the values.</param>
    /// <param name="scales">Tensor of the scales; null when the checkpoint has none.</param>
    /// <param name="maxMagnitude">See <see cref="Int8Weight"/>.</param>
    /// <exception cref="WeightException">Type, shape or number of scales is wrong.</exception>
    public static Int8Weight Validate(TensorEntry values, TensorEntry? scales, int maxMagnitude = Int8Range.Full)
    {
        var type = (values.Type, values.Shape.Count) switch
        {
            (TensorType.U8, 3) => ElementType.UInt8,
            (TensorType.I8, 2) => ElementType.Int8,
            _ => throw WeightException.NotInt8(values.Name),
        };
        if (scales is null) throw WeightException.Missing(Int8Weight.ScalesName(values.Name[..^Int8Weight.ValuesName("").Length]));
        if (scales.Type != TensorType.F32) throw WeightException.UnsupportedType(scales.Name, scales.Type.ToString());

        var weight = new Int8Weight(
            CheckpointWeights.ToWeight(values, type), CheckpointWeights.ToWeight(scales, ElementType.Float), maxMagnitude);
        if (!weight.IsTransposed && (weight.BlockSize < SmallestBlock || !BitOperations.IsPow2(weight.BlockSize)))
            throw WeightException.NotInt8(values.Name);
        var count = weight.IsTransposed ? weight.Shape[0] : values.Shape[0] * values.Shape[1];
        return scales.Shape is [var actual] && actual == count ? weight
            : throw WeightException.WrongShape(scales.Name, scales.Shape, [count]);
    }
}
