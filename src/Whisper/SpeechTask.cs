namespace Speech.Whisper;

/// <summary>The task of the model.</summary>
public enum SpeechTask
{
    /// <summary>Speech to text in the same language.</summary>
    Transcribe,
    /// <summary>Speech in any language to English text.</summary>
    Translate,
}
