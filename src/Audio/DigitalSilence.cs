namespace Speech.Audio;

/// <summary>Audio without any sound: it needs no network, and a decoder would invent text for it.</summary>
public static class DigitalSilence
{
    // Three steps of a 16-bit sample: below the noise of any microphone.
    private const float MaxPeak = 1e-4f;

    /// <summary>Whether samples are digital silence.</summary>
    /// <param name="samples">Samples with a full scale of [-1, 1]; at least 1.</param>
    public static bool Is(ReadOnlySpan<float> samples) => !samples.ContainsAnyExceptInRange(-MaxPeak, MaxPeak);
}
