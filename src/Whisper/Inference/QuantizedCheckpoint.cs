using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Weights;
using Speech.Whisper.Model;

namespace Speech.Whisper.Inference;

/// <summary>
/// Writes a checkpoint whose matrices are stored in 8 bits: half the size of 16-bit weights, and ready to run without a cache.
/// </summary>
/// <remarks>
/// The layout is the Hub's, with a file <c>model.safetensors.index.json</c> and shards. A quantized matrix NAME is stored as two tensors,
/// NAME.int8 and NAME.scales: see <see cref="Int8Weight"/>. All other tensors are copied.
/// </remarks>
public static class QuantizedCheckpoint
{
    /// <summary>Writes the weights; the other files of the folder have to be copied.</summary>
    /// <param name="source">A Whisper checkpoint in the Hub's layout, with 32-bit or 16-bit weights.</param>
    /// <param name="target">The folder to write to, which must exist.</param>
    /// <param name="maxShardBytes">Limit of a shard; default 45 MB. A larger tensor has a shard of its own.</param>
    /// <exception cref="CheckpointException">The source cannot be read.</exception>
    public static void Write(string source, string target, long maxShardBytes = 45_000_000)
    {
        using var checkpoint = Checkpoint.Open(source);
        var matrices = checkpoint.Tensors.ToLookup(
            tensor => Enum.GetValues<WhisperNetwork>().Any(network => MatrixQuantizer.Quantizes(tensor, network)));
        TensorData[] tensors =
        [
            .. matrices[false].Select(checkpoint.DataOf),
            .. MatrixQuantizer.Quantize(checkpoint, matrices[true], Int8Range.Full),
        ];
        ShardedSafetensorsWriter.Write(target, tensors, maxShardBytes);
    }
}
