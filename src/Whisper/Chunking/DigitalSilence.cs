using System.Numerics.Tensors;

namespace Speech.Whisper.Chunking;

/// <summary>Audio without any sound, for which the network would invent text.</summary>
internal static class DigitalSilence
{
    // Three steps of a 16-bit sample: below the noise of any microphone.
    private const float MaxPeak = 1e-4f;

    /// <summary>Whether samples are digital silence.</summary>
    public static bool Is(ReadOnlySpan<float> samples) => TensorPrimitives.MaxMagnitude(samples) is > -MaxPeak and < MaxPeak;
}
