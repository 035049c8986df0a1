using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Opens the weights of a Whisper checkpoint.</summary>
internal static class WhisperWeights
{
    /// <summary>The weights, and the quantized matrices that a profile needs.</summary>
    /// <param name="checkpoint">The checkpoint; it must outlive the weights.</param>
    /// <param name="profile">Determines which matrices are quantized.</param>
    /// <param name="cacheFolder">Folder of the <see cref="QuantizedWeightCache"/>.</param>
    public static CheckpointWeights Open(Checkpoint checkpoint, ComputeProfile profile, string cacheFolder)
    {
        (WhisperNetwork Network, LinearKind Kind)[] networks
            = [(WhisperNetwork.Encoder, profile.Encoder), (WhisperNetwork.Decoder, profile.Decoder)];
        var files = from layers in networks
                    where layers.Kind == LinearKind.Int8
                    select QuantizedWeightCache.Open(checkpoint, layers.Network, cacheFolder);
        SafetensorsFile[] quantized = [.. files.OfType<SafetensorsFile>()];
        return new(checkpoint, OmittedPrefix(checkpoint), quantized);
    }

    // A checkpoint saved from the bare WhisperModel has names without the outer module. An assistant may have no encoder.
    private static string OmittedPrefix(Checkpoint checkpoint)
        => checkpoint.TryGet("model.decoder.layer_norm.weight", out _) ? "" : "model.";
}
