using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Pipeline;

/// <summary>The stage of a transcription.</summary>
public enum TranscriptionStage
{
    /// <summary>Waiting for the model to load.</summary>
    Loading,

    /// <summary>Decoding and transcribing the audio.</summary>
    Transcribing,
}

/// <summary>The progress of a transcription.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="SecondsDone">Seconds of audio that have been transcribed.</param>
/// <param name="SecondsRead">Seconds of audio read so far: the length of a stream is known only at its end.</param>
public readonly record struct TranscriptionProgress(TranscriptionStage Stage, double SecondsDone = 0, double SecondsRead = 0)
{
    /// <summary>The segment whose transcription this reports, in the order of the transcript; null where it reports none. Its text and
    /// times are final, its speakers are not known yet.</summary>
    public Segment? Segment { get; init; }
}
