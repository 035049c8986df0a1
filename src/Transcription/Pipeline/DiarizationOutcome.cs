using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization;
using Speech.Diarization.Checkpoints;
using Speech.Hub;
using Speech.Hub.Errors;

namespace Speech.Transcription.Pipeline;

/// <summary>The diarization of one piece of audio, or why it is missing from a partial answer.</summary>
/// <param name="Diarization">The result; null where no diarization is configured, or where it failed.</param>
/// <param name="Warning">Why it is missing, as a sentence for clients; null where it did not fail.</param>
internal readonly record struct DiarizationOutcome(DiarizationResult? Diarization, string? Warning)
{
    /// <summary>The outcome of a failed diarization. The warning has the exception's message only where that was written for
    /// clients.</summary>
    public static DiarizationOutcome Failed(Exception exception)
        => new(null, exception is TranscriptionException or DiarizationModelException or CheckpointException or HubException
            ? "No speakers: " + exception.Message
            : $"No speakers: the diarization failed ({exception.GetType().Name})");
}
