namespace Speech.Transcription.Pipeline;

/// <summary>What is going on with one piece of audio.</summary>
public enum TranscriptionStage
{
    /// <summary>The model is waited for.</summary>
    Loading,

    /// <summary>The audio is being read and heard.</summary>
    Transcribing,
}

/// <summary>How far one transcription is.</summary>
/// <param name="Stage">What is going on.</param>
/// <param name="SecondsDone">Audio whose text is known, in seconds.</param>
/// <param name="SecondsKnown">Audio read so far, in seconds: a stream tells its length only by ending.</param>
public readonly record struct TranscriptionProgress(TranscriptionStage Stage, double SecondsDone = 0, double SecondsKnown = 0);
