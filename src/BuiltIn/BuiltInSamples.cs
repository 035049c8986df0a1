namespace Speech.BuiltIn;

/// <summary>Recordings of real speech that come with the program.</summary>
public static class BuiltInSamples
{
    /// <summary>A dialogue of two speakers in English: a WAV file, 16 kHz, mono.</summary>
    public static string Dialogue => Path.Combine(AppContext.BaseDirectory, "samples", "dialogue.wav");
}
