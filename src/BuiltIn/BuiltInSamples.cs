namespace Speech.BuiltIn;

/// <summary>Recordings of real speech that come with the program.</summary>
public static class BuiltInSamples
{
    /// <summary>A dialogue of two speakers in English: a WAV file, 16 kHz, mono.</summary>
    public static string Dialogue => PathOf("dialogue.wav");

    /// <summary>One speaker in German: a WAV file, 16 kHz, mono.</summary>
    public static string German => PathOf("german.wav");

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "samples", file);
}
