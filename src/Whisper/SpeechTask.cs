namespace Speech.Whisper;

/// <summary>What becomes of the speech.</summary>
public enum SpeechTask
{
    /// <summary>Text in the language spoken.</summary>
    Transcribe,
    /// <summary>Text in English, whatever was spoken.</summary>
    Translate,
}
