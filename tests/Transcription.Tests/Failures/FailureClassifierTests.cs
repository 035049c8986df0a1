using Speech.Audio.Errors;
using Speech.Transcription.Failures;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;

namespace Speech.Transcription.Tests.Failures;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, FailureKind> Failures() => new()
    {
        { new EmptyAudioException(), FailureKind.ClientError },
        { new UndecodableAudioException("damaged"), FailureKind.ClientError },
        { new AudioTooLongException(TimeSpan.FromHours(1)), FailureKind.ClientError },
        { new InvalidPcmMediaTypeException("rate", 1, 2), FailureKind.ClientError },
        { new ParameterException(["task is invalid"]), FailureKind.ClientError },
        { new UnsupportedRequestException("no assistant"), FailureKind.ClientError },
        { new AudioDecoderMissingException(new IOException()), FailureKind.Transient },
        { new AudioDecoderFailedException(), FailureKind.Transient },
        { new AudioSpoolException(new IOException()), FailureKind.Transient },
        { new AudioDecoderCrashedException("exit code 139"), FailureKind.Internal },
        { new AudioTimeLimitException(TimeSpan.FromMinutes(5)), FailureKind.Internal },
        { ModelUnavailableException.Loading(), FailureKind.Transient },
        { new OverCapacityException("full", TimeSpan.FromSeconds(1)), FailureKind.Transient },
        { new InvalidOperationException(), FailureKind.Internal },
        { new OperationCanceledException(), FailureKind.Internal },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Classifies_every_kind_of_failure(Exception exception, FailureKind expected)
    {
        Assert.Equal(expected, FailureClassifier.Classify(exception));
        Assert.Equal(expected is FailureKind.ClientError, FailureClassifier.IsClientError(exception));
        Assert.Equal(expected is FailureKind.Transient, FailureClassifier.IsTransient(exception));
    }
}
