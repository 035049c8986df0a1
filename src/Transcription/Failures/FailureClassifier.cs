using Speech.Audio.Errors;
using Speech.Transcription.Live;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;

namespace Speech.Transcription.Failures;

/// <summary>Classifies the exceptions of audio decoding and transcription. Callers derive status codes and retries from the
/// class.</summary>
public static class FailureClassifier
{
    /// <summary>The class of a failure.</summary>
    /// <param name="exception">The exception that decoding or transcribing threw.</param>
    public static FailureKind Classify(Exception exception) => exception switch
    {
        // An AudioException, but the server is to blame: it lacks the program, the disk or the memory that decode this container.
        AudioDecoderMissingException or AudioDecoderFailedException or AudioSpoolException
            or ModelUnavailableException or OverCapacityException => FailureKind.Transient,
        // The server is to blame, but for this audio perhaps again and again.
        AudioDecoderCrashedException or AudioTimeLimitException => FailureKind.Internal,
        ParameterException or UnsupportedRequestException or WorkLimitException or LiveBufferFullException or AudioException
            => FailureKind.ClientError,
        _ => FailureKind.Internal,
    };

    /// <summary>Whether the audio or the requested parameters are invalid, so that every retry fails in the same way.</summary>
    /// <param name="exception">The exception that decoding or transcribing threw.</param>
    public static bool IsClientError(Exception exception) => Classify(exception) is FailureKind.ClientError;

    /// <summary>Whether the condition affects every request and a later retry may succeed.</summary>
    /// <param name="exception">The exception that decoding or transcribing threw.</param>
    public static bool IsTransient(Exception exception) => Classify(exception) is FailureKind.Transient;
}
