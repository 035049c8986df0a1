namespace Speech.Whisper.Chunking.Silence;

/// <summary>Why audio may be speech.</summary>
internal enum Evidence
{
    /// <summary>Speech was detected in it.</summary>
    Detected,

    /// <summary>Speech was detected in it, and the text of its window has none for it.</summary>
    Recovered,

    /// <summary>It is as loud as speech.</summary>
    Loudness,
}
