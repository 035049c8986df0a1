namespace Speech.Transcription.Vad;

/// <summary>What voice activity detection is used for in a transcription.</summary>
internal enum VadUse
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Long silences are zeroed: <see cref="SpeechGate"/>.</summary>
    Gate,

    /// <summary>The model cuts its windows at silences.</summary>
    Cut,
}
