using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Loading;
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

    /// <param name="exception">Why the load failed. The message includes its own only where that was written for clients, else its class in
    /// words.</param>
    /// <param name="retryAfter">Time until the load is retried.</param>
    internal static ModelUnavailableException LoadFailed(Exception exception, TimeSpan retryAfter)
        => new($"The model failed to load: {ReasonOf(exception)}", retryAfter, exception);

    /// <summary>Why a model does not load or work, for clients: without paths and names of types.</summary>
    internal static string ReasonOf(Exception exception) => exception switch
    {
        TranscriptionException or HubException or CheckpointException or WhisperException or DiarizationModelException
            => exception.Message,
        OutOfMemoryException => "there is not enough memory",
        IOException or UnauthorizedAccessException => "a file cannot be read; the log has the details",
        _ => "an unexpected error; the log has the details",
    };
}
