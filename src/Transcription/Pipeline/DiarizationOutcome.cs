using Speech.Diarization;
using Speech.Transcription.Models;

namespace Speech.Transcription.Pipeline;

/// <summary>The diarization of one piece of audio, or why it is missing from a partial answer.</summary>
/// <param name="Diarization">The result; null where no diarization is configured, or where it failed.</param>
/// <param name="Warning">Why it is missing, as a sentence for clients; null where it did not fail.</param>
internal readonly record struct DiarizationOutcome(DiarizationResult? Diarization, string? Warning)
{
    /// <summary>The outcome of a failed diarization.</summary>
    public static DiarizationOutcome Failed(Exception exception)
        => new(null, "No speakers: " + ModelUnavailableException.ReasonOf(exception));
}
