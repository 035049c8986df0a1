using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Speech.Audio.Errors;
using Speech.Storage.Containers;
using Speech.Storage.Leases;
using Speech.Storage.Outputs;
using Speech.Transcription;
using Speech.Transcription.Failures;
using Speech.Transcription.Telemetry;

namespace Speech.Storage.Blobs;

/// <summary>Transcribes audio blobs, each version of the audio once. Independent of the host: a function and the inbox call it
/// alike.</summary>
public sealed partial class BlobTranscription
{
    /// <summary>The number of attempts that may fail, also by a crash of the host, before the error is published.</summary>
    internal const int MaxAttempts = 5;

    private static readonly TimeSpan BusyRetryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromMinutes(5);

    private readonly StorageContainers _containers;
    private readonly LeasedBlobTranscriber _transcriber;
    private readonly AudioRemoval _removal;
    private readonly TimeProvider _time;
    private readonly SpeechTelemetry _telemetry;
    private readonly ILogger _logger;

    /// <summary>The ETags of audio whose last attempt does not count, which could not be written: the storage was out of reach, or the
    /// lease lost.</summary>
    private readonly ConcurrentDictionary<string, string> _uncounted = new();

    internal BlobTranscription(
        StorageContainers containers, LeasedBlobTranscriber transcriber, AudioRemoval removal, TimeProvider time, SpeechTelemetry telemetry,
        ILogger<BlobTranscription> logger)
    {
        (_containers, _transcriber, _removal) = (containers, transcriber, removal);
        (_time, _telemetry, _logger) = (time, telemetry, logger);
    }

    /// <summary>Whether audio of this name leaves its container in the end, so that none that is there is done with.</summary>
    internal bool RemovesAudio(string name) => _removal.Removes(name);

    /// <summary>Transcribes a blob until it is done, for callers that do not call again: waits while another process holds it, and tries
    /// again with increasing pauses after failures that the audio did not cause.</summary>
    /// <param name="name">The name of the audio blob.</param>
    /// <param name="limit">How long to go on after the first failure; then an error is published.</param>
    /// <param name="cancellationToken">Cancels the processing, which can be repeated at any time.</param>
    /// <exception cref="Exception">The error could not be published either.</exception>
    public async Task<BlobOutcome> TranscribeUntilDoneAsync(string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (failing, backoff) = ((long?)null, new RetryBackoff(FirstRetryPause, LongestRetryPause, _time));
        while (true)
        {
            // No attempt is left once the time is up: the error is published.
            var maxAttempts = failing is { } since && _time.GetElapsedTime(since) >= limit ? 0 : MaxAttempts;
            try
            {
                var outcome = await TranscribeAsync(name, maxAttempts, cancellationToken).ConfigureAwait(false);
                if (outcome is not BlobOutcome.Busy) return outcome;
            }
            catch (Exception exception) when (maxAttempts > 0 && !cancellationToken.IsCancellationRequested)
            {
                failing ??= _time.GetTimestamp();
                backoff.RecordFailure();
                var escaped = LogText.Escape(name);
                LogRetried(exception, escaped, backoff.Remaining);
            }
            var pause = backoff.Remaining > TimeSpan.Zero ? backoff.Remaining : BusyRetryInterval;
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Transcribes a blob and publishes the transcript or the error, unless they exist.</summary>
    /// <param name="name">The name of the audio blob.</param>
    /// <param name="maxAttempts">The number of attempts that may fail, also by a crash of the host, before an error is published.</param>
    /// <param name="cancellationToken">Cancels the processing, which can be repeated at any time.</param>
    /// <exception cref="Exception">A failure that the audio did not cause; a retry may succeed.</exception>
    public async Task<BlobOutcome> TranscribeAsync(string name, int maxAttempts, CancellationToken cancellationToken)
    {
        var outcome = await ProcessAsync(new BlobNames(name), maxAttempts, cancellationToken).ConfigureAwait(false);
        _telemetry.RecordBlob(outcome.ToString());
        var escaped = LogText.Escape(name);
        if (outcome is BlobOutcome.Unusable) LogUnusable(escaped);
        else LogOutcome(escaped, outcome);
        return outcome;
    }

    private async Task<BlobOutcome> ProcessAsync(BlobNames names, int maxAttempts, CancellationToken cancellationToken)
    {
        await _containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
        var client = _containers.Audio.GetBlobClient(names.Audio);
        if (await client.FindPropertiesAsync(cancellationToken).ConfigureAwait(false) is not { } properties)
        {
            _uncounted.TryRemove(names.Audio, out _);
            return BlobOutcome.Gone;
        }
        if (!names.AreValid)
        {
            await _removal.RemoveAsync(client, properties.ETag, isTranscribed: false, cancellationToken).ConfigureAwait(false);
            return BlobOutcome.Unusable;
        }
        var source = new SourceBlob(names, client, properties);
        var statusBlob = _containers.Interactive.Transcripts.GetBlobClient(names.Status);
        var lease = await BlobLease.TryAcquireAsync(statusBlob, source.UnquotedETag, _time, cancellationToken).ConfigureAwait(false);
        if (lease is null) return BlobOutcome.Busy;
        if (_uncounted.TryRemove(names.Audio, out var etag) && etag == source.UnquotedETag) lease.ForgiveAttempt();
        return await ProcessLeasedAsync(source, lease, maxAttempts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Processes the blob and releases its lease in any case.</summary>
    private async Task<BlobOutcome> ProcessLeasedAsync(
        SourceBlob source, BlobLease lease, int maxAttempts, CancellationToken cancellationToken)
    {
        BlobOutcome outcome;
        try
        {
            outcome = await _transcriber.ProcessAsync(source, lease, maxAttempts, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (CountsAsAttempt(exception)) await lease.ReleaseAsync(lease.Status with { Stage = BlobStage.Waiting }).ConfigureAwait(false);
            else await ReleaseUncountedAsync(source, lease).ConfigureAwait(false);
            throw;
        }
        // Without audio there is nothing that a status could describe.
        if (outcome is BlobOutcome.Gone) await lease.DeleteStatusAsync().ConfigureAwait(false);
        // The lease was lost.
        else if (outcome is BlobOutcome.Busy) await ReleaseUncountedAsync(source, lease).ConfigureAwait(false);
        else
        {
            // Before the audio is removed: that can be cancelled, and the outcome is final.
            await lease.ReleaseAsync(lease.Status with { Stage = StageAfter(outcome) }).ConfigureAwait(false);
            var isTranscribed = outcome is BlobOutcome.Published or BlobOutcome.AlreadyDone;
            await _removal.RemoveAsync(source.Client, source.ETag, isTranscribed, cancellationToken).ConfigureAwait(false);
        }
        return outcome;
    }

    /// <summary>Releases a lease whose attempt does not count against the blob.</summary>
    private async Task ReleaseUncountedAsync(SourceBlob source, BlobLease lease)
    {
        var status = lease.Status with { Stage = BlobStage.Waiting, Attempt = lease.Status.Attempt - 1 };
        if (!await lease.ReleaseAsync(status).ConfigureAwait(false)) _uncounted[source.Name] = source.UnquotedETag;
    }

    /// <summary>Whether a failure counts against the blob: not where the host stops or a condition affects every blob. A storage that
    /// refuses this blob alone, such as one in the archive, and a decoder that was killed on it, may do so each time.</summary>
    private static bool CountsAsAttempt(Exception exception)
        => exception is AudioDecoderFailedException { Diagnostics: not null }
        || exception is not OperationCanceledException
        && !StorageFailures.IsUnreachable(exception) && !FailureClassifier.IsTransient(exception);

    private static BlobStage StageAfter(BlobOutcome outcome) => outcome switch
    {
        BlobOutcome.Published or BlobOutcome.AlreadyDone => BlobStage.Done,
        BlobOutcome.Refused or BlobOutcome.AlreadyRefused => BlobStage.Failed,
        _ => BlobStage.Waiting,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Blob {Name}: {Outcome}")]
    private partial void LogOutcome(string name, BlobOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Processing blob {Name} failed; it will be retried in {Pause}")]
    private partial void LogRetried(Exception exception, string name, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Blob {Name} is ignored: names that end with .error or .status, or have more than 1012 characters, are not supported")]
    private partial void LogUnusable(string name);
}
