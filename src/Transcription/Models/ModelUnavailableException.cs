using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Checkpoints;
using Speech.Hub;
using Speech.Hub.Errors;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>The model is still loading, or it failed to load.</summary>
public sealed class ModelUnavailableException : TranscriptionException
{
    private static readonly TimeSpan LoadingRetryAfter = TimeSpan.FromSeconds(10);

    private ModelUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : base(message, inner)
        => RetryAfter = retryAfter;

    /// <summary>How long a client should wait before it retries.</summary>
    public TimeSpan RetryAfter { get; }

    internal static ModelUnavailableException Loading() => new("The model is still loading: try again in a moment", LoadingRetryAfter);

    /// <param name="exception">Why the load failed. The message includes its class, and its own message only where that was written for
    /// clients.</param>
    /// <param name="retryAfter">Time until the load is retried.</param>
    internal static ModelUnavailableException LoadFailed(Exception exception, TimeSpan retryAfter)
    {
        var isForClients = exception is HubException or CheckpointException or WhisperException or DiarizationModelException;
        var detail = isForClients ? ": " + exception.Message : "";
        return new($"The model failed to load ({exception.GetType().Name}){detail}", retryAfter, exception);
    }
}
