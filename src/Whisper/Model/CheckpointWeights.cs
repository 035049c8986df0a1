using Speech.Hub.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>A checkpoint's tensors as the graphs ask for them.</summary>
/// <param name="checkpoint">The Hub's own file.</param>
/// <param name="int8">The side file with 8-bit matrices, where the profile wants them.</param>
internal sealed class CheckpointWeights(Checkpoint checkpoint, Checkpoint? int8 = null) : IWeights, IDisposable
{
    // A checkpoint saved from the bare WhisperModel lacks the outer name.
    private readonly string _prefix = checkpoint.Tensors.ContainsKey("model.encoder.conv1.weight") ? "" : "model.";

    /// <summary>The tensors in the forms that a profile asks for.</summary>
    public static CheckpointWeights For(Checkpoint checkpoint, ComputeProfile profile)
        => new(checkpoint, profile.Decoder == LinearKind.Int8 ? Int8SideFile.Open(checkpoint) : null);

    public void Dispose() => int8?.Dispose();

    public bool Contains(string name) => checkpoint.Tensors.ContainsKey(Stored(name));

    public Weight Get(string name)
        => checkpoint.Tensors.TryGetValue(Stored(name), out var entry) ? ToWeight(entry)
            : throw new WhisperException($"The checkpoint lacks the tensor '{name}'.");

    public Int8Weight GetInt8(string name)
    {
        if (int8 is null) throw new InvalidOperationException("No 8-bit matrices were prepared.");
        var values = ToWeight(int8.Tensors[Int8SideFile.ValuesOf(Stored(name))]);
        return new Int8Weight(values, ToWeight(int8.Tensors[Int8SideFile.ScalesOf(Stored(name))]), (int)values.Shape[2]);
    }

    private string Stored(string name) => _prefix.Length > 0 && name.StartsWith(_prefix, StringComparison.Ordinal) ? name[_prefix.Length..] : name;

    private static Weight ToWeight(TensorEntry entry) => new(entry.Name, entry.Type switch
    {
        TensorType.F32 => ElementType.Float,
        TensorType.F16 => ElementType.Float16,
        TensorType.BF16 => ElementType.BFloat16,
        TensorType.U8 => ElementType.UInt8,
        _ => throw new WhisperException($"The tensor '{entry.Name}' has elements of type {entry.Type}; Whisper's are F32, F16 or BF16."),
    }, entry.Shape, entry.File, entry.Offset, entry.Length);
}
