using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Transcription.Options;
using Speech.Whisper;

namespace Speech.Transcription.Engines;

/// <summary>What the networks of diarization and voice activity detection are written for: other than Whisper's, they have 32 bits on a
/// GPU, where they are fast enough.</summary>
internal static class SpeakerProfile
{
    /// <summary>The profile of a precision on a device.</summary>
    public static ComputeProfile Of(ComputeOptions compute, ComputeDevice device) => (device, compute.Precision) switch
    {
        (ComputeDevice.Cuda, _) => ComputeProfile.CudaFp32,
        (_, Precision.Int8) => ComputeProfile.CpuInt8,
        _ => ComputeProfile.CpuFp32,
    };
}
