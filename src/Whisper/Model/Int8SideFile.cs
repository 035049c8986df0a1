using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>A checkpoint's matrices in 8 bits, in a safetensors file of our own: made once a checkpoint, mapped from then on.</summary>
internal static class Int8SideFile
{
    /// <summary>Opens the file, and makes it first where it is missing. Several processes may do so at once.</summary>
    /// <param name="checkpoint">The checkpoint's own weights.</param>
    /// <param name="kind">The decoder's matrices for <see cref="LinearKind.Int8"/>, the encoder's for <see cref="LinearKind.DynamicInt8"/>.</param>
    /// <param name="folder">Where side files are kept.</param>
    public static SafetensorsFile Open(Checkpoint checkpoint, LinearKind kind, string folder)
    {
        var path = Path.Combine(folder, $"{(kind == LinearKind.DynamicInt8 ? "int8-encoder" : "int8")}-{Fingerprint(checkpoint)}.safetensors");
        if (!File.Exists(path))
        {
            CreatePrivate(folder);
            var unfinished = $"{path}.{Guid.NewGuid():N}";
            SafetensorsWriter.Write(unfinished, [.. checkpoint.Tensors.Where(tensor => IsWanted(tensor, kind)).SelectMany(tensor => Quantize(checkpoint, tensor, kind))]);
            File.Move(unfinished, path, overwrite: true);
        }

        return SafetensorsFile.Open(path);
    }

    public static string ValuesOf(string name) => name + ".int8";

    public static string ScalesOf(string name) => name + ".scales";

    // The decoder multiplies by its matrices at every step. What listens to the audio is made once a window, with the encoder.
    private static bool IsWanted(TensorEntry tensor, LinearKind kind)
    {
        var listens = tensor.Name.EndsWith("encoder_attn.k_proj.weight", StringComparison.Ordinal) || tensor.Name.EndsWith("encoder_attn.v_proj.weight", StringComparison.Ordinal);
        var decodes = tensor.Name.Contains("decoder.", StringComparison.Ordinal) || tensor.Name == "proj_out.weight";
        return tensor.Shape.Count == 2 && !tensor.Name.EndsWith("embed_positions.weight", StringComparison.Ordinal)
            && (kind == LinearKind.DynamicInt8 ? listens || !decodes : decodes && !listens) && Int8Quantizer.Rounds(kind, tensor.Shape);
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
            if (isTransposed) rowScales[0] = Int8Quantizer.QuantizeTransposed(values, row, rows, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()));
            else Int8Quantizer.Quantize(values, block, bytes.AsSpan(row * columns, columns), rowScales);
        });
        yield return new TensorData(ValuesOf(tensor.Name), isTransposed ? TensorType.I8 : TensorType.U8, isTransposed ? [columns, rows] : [rows, blocks, block], bytes);
        yield return new TensorData(ScalesOf(tensor.Name), TensorType.F32, [rows * blocks], scales);
    }

    // Nobody else may leave weights here for us to find.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Tells checkpoints apart without reading them whole: the files' lengths and times, names, shapes, and the first values of every tensor.</summary>
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
