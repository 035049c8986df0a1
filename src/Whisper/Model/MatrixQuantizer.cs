using System.Runtime.InteropServices;
using Speech.Checkpoints;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Quantizes the matrices of a Whisper checkpoint.</summary>
internal static class MatrixQuantizer
{
    /// <summary>
    /// Whether a tensor is a matrix that layers of a kind use: the decoder's for <see cref="LinearKind.Int8"/>, the encoder's for
    /// <see cref="LinearKind.DynamicInt8"/>.
    /// </summary>
    public static bool Quantizes(TensorEntry tensor, LinearKind kind)
    {
        // Cross-attention keys and values are computed once per window, with the encoder; the decoder's other matrices at every step.
        var isCrossAttentionCache = tensor.Name.EndsWith("encoder_attn.k_proj.weight", StringComparison.Ordinal)
            || tensor.Name.EndsWith("encoder_attn.v_proj.weight", StringComparison.Ordinal);
        var isDecoder = tensor.Name.Contains("decoder.", StringComparison.Ordinal) || tensor.Name == "proj_out.weight";
        var runsPerWindow = isCrossAttentionCache || !isDecoder;
        return tensor.Shape.Count == 2 && tensor.Name.EndsWith(".weight", StringComparison.Ordinal)
            && !tensor.Name.EndsWith("embed_positions.weight", StringComparison.Ordinal)
            && runsPerWindow == (kind == LinearKind.DynamicInt8) && Int8Quantizer.Quantizes(kind, tensor.Shape);
    }

    /// <summary>Quantizes one matrix into two tensors, named as in <see cref="Int8Weight"/>.</summary>
    /// <param name="checkpoint">The original weights.</param>
    /// <param name="tensor">The matrix, for which <see cref="Quantizes"/> is true.</param>
    /// <param name="kind">The kind of its layers.</param>
    /// <param name="maxMagnitude">Largest magnitude of a value of the encoder's matrices; the decoder's always have 127.</param>
    public static IEnumerable<TensorData> Quantize(Checkpoint checkpoint, TensorEntry tensor, LinearKind kind, int maxMagnitude)
    {
        var (rows, columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var isTransposed = kind == LinearKind.DynamicInt8;
        var block = isTransposed ? columns : Int8Quantizer.BlockSizeFor(columns);
        var (blocks, bytes) = (columns / block, new byte[tensor.Count]);
        var scales = new byte[rows * blocks * sizeof(float)];
        Parallel.For(0, rows, row =>
        {
            var values = new float[columns];
            checkpoint.CopyFloats(tensor.Name, (long)row * columns, values);
            var rowScales = MemoryMarshal.Cast<byte, float>(scales.AsSpan()).Slice(row * blocks, blocks);
            if (isTransposed)
                rowScales[0] = Int8Quantizer.QuantizeTransposed(
                    values, row, rows, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()), maxMagnitude);
            else
                Int8Quantizer.Quantize(values, block, bytes.AsSpan(row * columns, columns), rowScales);
        });
        yield return isTransposed
            ? new TensorData(Int8Weight.ValuesName(tensor.Name), TensorType.I8, [columns, rows], bytes)
            : new TensorData(Int8Weight.ValuesName(tensor.Name), TensorType.U8, [rows, blocks, block], bytes);
        yield return new TensorData(Int8Weight.ScalesName(tensor.Name), TensorType.F32, [rows * blocks], scales);
    }
}
