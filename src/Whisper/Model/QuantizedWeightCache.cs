using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Quantized matrices of checkpoints in safetensors files: written once per checkpoint and mapped from then on.</summary>
internal static class QuantizedWeightCache
{
    /// <summary>
    /// Opens the file of a checkpoint and writes it first if it is missing. Several processes may do so at the same time.
    /// </summary>
    /// <param name="checkpoint">The original weights.</param>
    /// <param name="kind">
    /// The decoder's matrices for <see cref="LinearKind.Int8"/>, the encoder's for <see cref="LinearKind.DynamicInt8"/>.
    /// </param>
    /// <param name="folder">Folder of the cache.</param>
    public static SafetensorsFile Open(Checkpoint checkpoint, LinearKind kind, string folder)
    {
        var prefix = kind == LinearKind.DynamicInt8 ? "int8-encoder" : "int8";
        var path = Path.Combine(folder, $"{prefix}-{Fingerprint(checkpoint)}.safetensors");
        if (!File.Exists(path))
        {
            CreatePrivate(folder);
            var temporary = $"{path}.{Guid.NewGuid():N}";
            var matrices = checkpoint.Tensors.Where(tensor => IsQuantized(tensor, kind));
            SafetensorsWriter.Write(temporary, [.. matrices.SelectMany(tensor => Quantize(checkpoint, tensor, kind))]);
            File.Move(temporary, path, overwrite: true);
        }

        return SafetensorsFile.Open(path);
    }

    // Cross-attention keys and values are computed once per window, with the encoder; the decoder's other matrices at every step.
    private static bool IsQuantized(TensorEntry tensor, LinearKind kind)
    {
        var isCrossAttentionCache = tensor.Name.EndsWith("encoder_attn.k_proj.weight", StringComparison.Ordinal)
            || tensor.Name.EndsWith("encoder_attn.v_proj.weight", StringComparison.Ordinal);
        var isDecoder = tensor.Name.Contains("decoder.", StringComparison.Ordinal) || tensor.Name == "proj_out.weight";
        var runsPerWindow = isCrossAttentionCache || !isDecoder;
        return tensor.Shape.Count == 2 && !tensor.Name.EndsWith("embed_positions.weight", StringComparison.Ordinal)
            && runsPerWindow == (kind == LinearKind.DynamicInt8) && Int8Quantizer.Quantizes(kind, tensor.Shape);
    }

    private static IEnumerable<TensorData> Quantize(Checkpoint checkpoint, TensorEntry tensor, LinearKind kind)
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
                rowScales[0] = Int8Quantizer.QuantizeTransposed(values, row, rows, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()));
            else
                Int8Quantizer.Quantize(values, block, bytes.AsSpan(row * columns, columns), rowScales);
        });
        yield return isTransposed
            ? new TensorData(Int8Weight.ValuesName(tensor.Name), TensorType.I8, [columns, rows], bytes)
            : new TensorData(Int8Weight.ValuesName(tensor.Name), TensorType.U8, [rows, blocks, block], bytes);
        yield return new TensorData(Int8Weight.ScalesName(tensor.Name), TensorType.F32, [rows * blocks], scales);
    }

    // Other users must not be able to place weights here.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Distinguishes checkpoints without reading all weights: lengths and times of the files, and names, shapes and first bytes of the
    /// tensors.
    /// </summary>
    private static string Fingerprint(Checkpoint checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in checkpoint.Tensors.Select(tensor => tensor.File).Distinct())
            if ((FileSystemInfo)(File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file)) is FileInfo info)
                hash.AppendData(Encoding.UTF8.GetBytes($"{info.Length} {info.LastWriteTimeUtc.Ticks}\n"));
        foreach (var tensor in checkpoint.Tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {string.Join('x', tensor.Shape)}\n"));
            hash.AppendData(checkpoint.Bytes(tensor.Name, 0, (int)Math.Min(256, tensor.Length)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}
