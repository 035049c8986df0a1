using Speech.Checkpoints.Errors;
using Speech.Diarization.Checkpoints;
using Speech.Hub.Errors;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>There is no model to run: it is still loading, or its loading failed.</summary>
public sealed class ModelUnavailableException : TranscriptionException
{
    private ModelUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : base(message, inner)
        => RetryAfter = retryAfter;

    /// <summary>When another try is worth it.</summary>
    public TimeSpan RetryAfter { get; }

    internal static ModelUnavailableException Loading()
        => new("The model is still loading: try again in a moment", TimeSpan.FromSeconds(10));

    /// <param name="reason">What went wrong. Its class is told; its words only where they are written for clients.</param>
    /// <param name="retryAfter">When the load is tried again.</param>
    internal static ModelUnavailableException Failed(Exception reason, TimeSpan retryAfter)
    {
        var words = reason is HubException or CheckpointException or WhisperException or DiarizationModelException ? ": " + reason.Message : "";
        return new($"The model failed to load ({reason.GetType().Name}){words}", retryAfter, reason);
    }
}
