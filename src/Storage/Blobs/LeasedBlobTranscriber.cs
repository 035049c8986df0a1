using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Speech.Audio;
using Speech.Storage.Containers;
using Speech.Storage.Leases;
using Speech.Storage.Options;
using Speech.Storage.Outputs;
using Speech.Transcription.Failures;
using Speech.Transcription.Options;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;

namespace Speech.Storage.Blobs;

/// <summary>Transcribes an audio blob whose lease this process holds, and publishes the transcript or the error.</summary>
internal sealed partial class LeasedBlobTranscriber(
    StorageContainers containers, ParameterReader reader, TranscriptionHandler handler, IOptions<ModelOptions> models,
    IOptions<BackgroundOptions> background, TimeProvider time, ILogger<LeasedBlobTranscriber> logger)
{
    /// <summary>Processes the blob, unless its outputs exist or it has failed too often.</summary>
    /// <param name="source">The audio.</param>
    /// <param name="lease">The lease of the audio.</param>
    /// <param name="maxAttempts">The number of failed attempts after which an error is published.</param>
    /// <param name="cancellationToken">Cancels the processing.</param>
    /// <exception cref="Exception">A failure that the audio did not cause.</exception>
    public async Task<BlobOutcome> ProcessAsync(SourceBlob source, BlobLease lease, int maxAttempts, CancellationToken cancellationToken)
    {
        var outputs = await ReadOutputsAsync(source, cancellationToken).ConfigureAwait(false);
        if (OutcomeOf(outputs, source) is { } outcome) return outcome;
        if (lease.Status.Attempt > maxAttempts)
            return await GiveUpAsync(source, outputs, maxAttempts, cancellationToken).ConfigureAwait(false);
        var watched = containers.Interactive.Audio.GetBlobClient(source.Name);
        await using var renewer = new BlobLeaseRenewer(lease, watched, source.ETag, time, cancellationToken);
        try
        {
            var published = await TranscribeAsync(source, outputs, renewer).ConfigureAwait(false);
            return await WasCancelledAsync(source, lease, cancellationToken).ConfigureAwait(false) ? BlobOutcome.Gone : published;
        }
        catch (OutputConflictException)
        {
            return await ResolveConflictAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (renewer.Aborted is not null && !cancellationToken.IsCancellationRequested)
        {
            return renewer.Aborted is AbortReason.SourceChanged ? BlobOutcome.Gone : BlobOutcome.Busy;
        }
        catch (RequestFailedException exception) when (exception.IsNotFound() || exception.IsPreconditionFailed())
        {
            // The audio was replaced or deleted while it was read.
            return BlobOutcome.Gone;
        }
    }

    /// <summary>Whether the audio is that of a job that was cancelled before its outputs were published, which it deletes: a cancellation
    /// deletes the audio first, and then the outputs that it finds.</summary>
    private async Task<bool> WasCancelledAsync(SourceBlob source, BlobLease lease, CancellationToken cancellationToken)
    {
        if (!JobNames.IsAudioBlob(source.Name)) return false;
        if (await source.Client.FindPropertiesAsync(cancellationToken).ConfigureAwait(false) is not null) return false;
        try
        {
            await lease.RenewAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (BlobLease.IsLost(exception))
        {
            // Another process has the audio, or has found these outputs and removed it.
            return false;
        }
        await BlobOutputs.DeleteAsync(containers.Transcripts, source.Names, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Publishes the transcript, or the error where the audio or its options are invalid.</summary>
    private async Task<BlobOutcome> TranscribeAsync(SourceBlob source, BlobOutputs outputs, BlobLeaseRenewer renewer)
    {
        var started = time.GetTimestamp();
        try
        {
            var options = BlobRequestOptions.Read(source.Properties.Metadata, reader, background.Value.Formats);
            var transcript = await RunHandlerAsync(source, options, renewer).ConfigureAwait(false);
            var built = OutputBuilder.BuildTranscript(source.Names, transcript, options.Parameters, options.Formats);
            await outputs.PublishAsync(built, Metadata(), renewer.ProcessingToken).ConfigureAwait(false);
            return BlobOutcome.Published;
        }
        catch (Exception exception) when (FailureClassifier.IsClientError(exception) && renewer.Aborted is null)
        {
            var (name, error) = (LogText.Escape(source.Name), LogText.Escape(exception.Message));
            LogRefused(name, error);
            await outputs.PublishAsync(OutputBuilder.BuildError(source.Names, exception.Message), Metadata(), renewer.ProcessingToken)
                .ConfigureAwait(false);
            return BlobOutcome.Refused;
        }

        Dictionary<string, string> Metadata()
            => MetadataOf(source, renewer.Progress.SecondsRead, time.GetElapsedTime(started));
    }

    private async Task<Transcript> RunHandlerAsync(SourceBlob source, BlobRequestOptions options, BlobLeaseRenewer renewer)
    {
        await using var audio = await source.OpenReadAsync(renewer.ProcessingToken).ConfigureAwait(false);
        var input = new AudioInput(audio, PcmMediaType.Parse(source.Properties.ContentType, options.Parameters.SamplingRate));
        return await handler.TranscribeAsync(input, options.Parameters, renewer, renewer.ProcessingToken).ConfigureAwait(false);
    }

    private async Task<BlobOutcome> GiveUpAsync(SourceBlob source, BlobOutputs outputs, int attempts, CancellationToken cancellationToken)
    {
        var name = LogText.Escape(source.Name);
        var reason = attempts == 0 ? "it had failed for too long" : $"{attempts} attempts failed";
        LogGivenUp(name, reason);
        var message = $"Transcription was abandoned after {reason}; the endpoint's log has the details";
        try
        {
            await outputs.PublishAsync(
                OutputBuilder.BuildError(source.Names, message), MetadataOf(source, 0, TimeSpan.Zero), cancellationToken)
                .ConfigureAwait(false);
            return BlobOutcome.Refused;
        }
        catch (OutputConflictException)
        {
            return await ResolveConflictAsync(source, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A conflict is harmless where the outputs belong to this audio: another process published them, or this one did and the
    /// response of its first request was lost.</summary>
    private async Task<BlobOutcome> ResolveConflictAsync(SourceBlob source, CancellationToken cancellationToken)
    {
        var outputs = await ReadOutputsAsync(source, cancellationToken).ConfigureAwait(false);
        return OutcomeOf(outputs, source) ?? BlobOutcome.Busy;
    }

    /// <summary>What became of the audio before; null where neither its transcript nor its error exists.</summary>
    private static BlobOutcome? OutcomeOf(BlobOutputs outputs, SourceBlob source)
        => outputs.HasTranscript(source.UnquotedETag) ? BlobOutcome.AlreadyDone
            : outputs.HasError(source.UnquotedETag) ? BlobOutcome.AlreadyRefused : null;

    private Task<BlobOutputs> ReadOutputsAsync(SourceBlob source, CancellationToken cancellationToken)
        => BlobOutputs.ReadAsync(containers.Transcripts, source.Names, cancellationToken);

    private Dictionary<string, string> MetadataOf(SourceBlob source, double audioSeconds, TimeSpan elapsed)
        => new OutputMetadata(source.UnquotedETag, audioSeconds, elapsed, time.GetUtcNow()).ToDictionary(models.Value);

    [LoggerMessage(Level = LogLevel.Information, Message = "Blob {Name} is refused: {Error}")]
    private partial void LogRefused(string name, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Blob {Name} is abandoned after {Reason}")]
    private partial void LogGivenUp(string name, string reason);
}
