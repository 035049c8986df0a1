namespace Speech.Demo;

/// <summary>Short conversations that the demo models transcribe; they are not part of the training data.</summary>
public static class DemoSamples
{
    /// <summary>Two people in English: a WAV file, 16 kHz, mono.</summary>
    public static string English => Path.Combine(DemoModels.Home, "samples", "english.wav");
}
