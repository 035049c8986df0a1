using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>A checkpoint's tensors as the graphs ask for them.</summary>
/// <param name="checkpoint">The Hub's own file.</param>
/// <param name="int8">The side files with 8-bit matrices, where the profile wants them.</param>
internal sealed class CheckpointWeights(Checkpoint checkpoint, params IReadOnlyList<SafetensorsFile> int8) : IWeights, IDisposable
{
    // A checkpoint saved from the bare WhisperModel lacks the outer name.
    private readonly string _prefix = checkpoint.TryGet("model.encoder.conv1.weight", out _) ? "" : "model.";

    /// <summary>The tensors in the forms that a profile asks for.</summary>
    /// <param name="checkpoint">The Hub's own file.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="sideFolder">Where files made from the checkpoint are kept.</param>
    public static CheckpointWeights For(Checkpoint checkpoint, ComputeProfile profile, string sideFolder)
        => new(checkpoint, [.. new[] { profile.Encoder, profile.Decoder }.Distinct().Where(kind => kind != LinearKind.Dense).Select(kind => Int8SideFile.Open(checkpoint, kind, sideFolder))]);

    public void Dispose()
    {
        foreach (var file in int8) file.Dispose();
    }

    public bool Contains(string name) => checkpoint.TryGet(Stored(name), out _);

    public Weight Get(string name)
        => checkpoint.TryGet(Stored(name), out var entry) ? ToWeight(entry)
            : throw new WhisperException($"The checkpoint lacks the tensor '{name}'.");

    public Int8Weight GetInt8(string name)
    {
        var values = Int8(Int8SideFile.ValuesOf(Stored(name)));
        // Blocks of rows, or a transposed matrix whose rows are one block each.
        return new Int8Weight(values, Int8(Int8SideFile.ScalesOf(Stored(name))), (int)(values.Shape.Count == 3 ? values.Shape[2] : values.Shape[0]));

        Weight Int8(string stored)
        {
            foreach (var file in int8)
                if (file.TryGet(stored, out var entry)) return ToWeight(entry);
            throw new InvalidOperationException($"'{stored}' was not prepared.");
        }
    }

    private string Stored(string name) => _prefix.Length > 0 && name.StartsWith(_prefix, StringComparison.Ordinal) ? name[_prefix.Length..] : name;

    private static Weight ToWeight(TensorEntry entry) => new(entry.Name, entry.Type switch
    {
        TensorType.F32 => ElementType.Float,
        TensorType.F16 => ElementType.Float16,
        TensorType.BF16 => ElementType.BFloat16,
        TensorType.U8 => ElementType.UInt8,
        TensorType.I8 => ElementType.Int8,
        _ => throw new WhisperException($"The tensor '{entry.Name}' has elements of type {entry.Type}; Whisper's are F32, F16 or BF16."),
    }, entry.Shape, entry.File, entry.Offset, entry.Length);
}
