using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Ggml;

/// <summary>The part of the audio that whisper.cpp transcribes in one call, in seconds from the start of the whole audio.</summary>
internal readonly record struct AudioSpan(double Start, double End)
{
    /// <summary>Converts a time within the span to a time in the whole audio, rounded to 0.01 s and clamped to the span:
    /// whisper.cpp also returns times slightly outside its audio.</summary>
    public double ToAudioTime(double seconds) => Math.Clamp(Seconds.Round(Start + seconds), Seconds.Round(Start), Seconds.Round(End));
}
