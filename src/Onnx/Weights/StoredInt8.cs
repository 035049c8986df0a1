using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>Validates a quantized matrix before its memory is given to a kernel: a checkpoint may come from anywhere.</summary>
internal static class StoredInt8
{
    /// <param name="values">Tensor of the values.</param>
    /// <param name="scales">Tensor of the scales; null when the checkpoint has none.</param>
    /// <param name="maxMagnitude">See <see cref="Int8Weight"/>.</param>
    /// <exception cref="WeightException">Type, shape or number of scales is wrong.</exception>
    public static Int8Weight Validate(TensorEntry values, TensorEntry? scales, int maxMagnitude = Int8Range.Full)
    {
        if (values is not { Type: TensorType.I8, Shape: [_, var rows] }) throw WeightException.NotInt8(values.Name);
        if (scales is null) throw WeightException.Missing(Int8Weight.ScalesName(values.Name[..^Int8Weight.ValuesName("").Length]));
        if (scales.Type != TensorType.F32) throw WeightException.UnsupportedType(scales.Name, scales.Type.ToString());
        if (scales.Shape is not [var count] || count != rows) throw WeightException.WrongShape(scales.Name, scales.Shape, [rows]);
        return new Int8Weight(
            CheckpointWeights.ToWeight(values, ElementType.Int8), CheckpointWeights.ToWeight(scales, ElementType.Float), maxMagnitude);
    }
}
