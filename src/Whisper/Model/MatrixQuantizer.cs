using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Quantizes the matrices of a Whisper checkpoint.</summary>
internal static class MatrixQuantizer
{
    /// <summary>Whether a tensor is a matrix that a network multiplies in 8 bits.</summary>
    public static bool Quantizes(TensorEntry tensor, WhisperNetwork network)
    {
        // Cross-attention keys and values are computed once per window, with the encoder; the decoder's other matrices at every step.
        var isCrossAttentionCache = tensor.Name.EndsWith("encoder_attn.k_proj.weight", StringComparison.Ordinal)
            || tensor.Name.EndsWith("encoder_attn.v_proj.weight", StringComparison.Ordinal);
        var isDecoder = tensor.Name.Contains("decoder.", StringComparison.Ordinal) || tensor.Name == "proj_out.weight";
        var runsPerWindow = isCrossAttentionCache || !isDecoder;
        return tensor.Type.IsFloat() && tensor.Shape.Count == 2 && tensor.Name.EndsWith(".weight", StringComparison.Ordinal)
            && !tensor.Name.EndsWith("embed_positions.weight", StringComparison.Ordinal)
            && runsPerWindow == (network == WhisperNetwork.Encoder) && Int8Quantizer.Quantizes(LinearKind.Int8, tensor.Shape);
    }

    /// <summary>
    /// Quantizes matrices into tensors named and laid out as in <see cref="Int8Weight"/>, each when its content is read: one matrix at a
    /// time is in memory while they are written.
    /// </summary>
    /// <param name="checkpoint">The original weights.</param>
    /// <param name="matrices">Matrices for which <see cref="Quantizes"/> is true.</param>
    /// <param name="maxMagnitude">Largest magnitude of a value.</param>
    public static IEnumerable<TensorData> Quantize(Checkpoint checkpoint, IEnumerable<TensorEntry> matrices, int maxMagnitude)
    {
        var smoothings = new Dictionary<string, float[]>();
        foreach (var matrix in matrices)
        {
            float[]? smoothing = null;
            if (NormSmoothing.NormBefore(matrix.Name) is { } norm && !smoothings.TryGetValue(norm, out smoothing))
            {
                smoothings[norm] = smoothing = NormSmoothing.Compute(checkpoint, norm, (int)matrix.Shape[1]);
                yield return new TensorData(
                    Int8Weight.SmoothingName(norm), TensorType.F32, [smoothing.Length], MemoryMarshal.AsBytes<float>(smoothing).ToArray());
            }

            foreach (var data in Quantize(checkpoint, matrix, smoothing, maxMagnitude)) yield return data;
        }
    }

    private static IEnumerable<TensorData> Quantize(Checkpoint checkpoint, TensorEntry tensor, float[]? smoothing, int maxMagnitude)
    {
        var (rows, columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        // Computed with the values, which are read first.
        byte[]? scales = null;
        yield return new TensorData(Int8Weight.ValuesName(tensor.Name), TensorType.I8, [columns, rows], () =>
        {
            var values = new byte[tensor.Count];
            scales = Quantize(checkpoint, tensor, smoothing, values, maxMagnitude);
            return values;
        });
        yield return new TensorData(
            Int8Weight.ScalesName(tensor.Name), TensorType.F32, [rows],
            () => scales ?? Quantize(checkpoint, tensor, smoothing, new byte[tensor.Count], maxMagnitude));
    }

    private static byte[] Quantize(Checkpoint checkpoint, TensorEntry tensor, float[]? smoothing, byte[] quantized, int maxMagnitude)
    {
        var (rows, columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var scales = new byte[rows * sizeof(float)];
        try
        {
            Parallel.For(0, rows, () => new float[columns], QuantizeRow, _ => { });
        }
        catch (AggregateException exception) when (exception.InnerException is CheckpointException inner)
        {
            // The file cannot be read, which the caller reports.
            ExceptionDispatchInfo.Throw(inner);
        }

        return scales;

        float[] QuantizeRow(int row, ParallelLoopState loop, float[] values)
        {
            checkpoint.CopyFloats(tensor.Name, (long)row * columns, values);
            if (smoothing is not null) TensorPrimitives.Multiply(values, smoothing, values);
            MemoryMarshal.Cast<byte, float>(scales.AsSpan())[row] = Int8Quantizer.QuantizeTransposed(
                values, row, rows, MemoryMarshal.Cast<byte, sbyte>(quantized.AsSpan()), maxMagnitude);
            return values;
        }
    }
}
