using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Speech.Storage.Blobs;
using Speech.Storage.Containers;
using Speech.Storage.Options;
using Speech.Storage.Outputs;
using Speech.Transcription.Telemetry;

namespace Speech.Storage.Inbox;

/// <summary>Finds and processes audio blobs without outputs. Any number of workers in any number of hosts share one container.</summary>
public sealed partial class BlobInbox
{
    private readonly StorageContainers _containers;
    private readonly BlobTranscription _transcription;
    private readonly BackgroundOptions _options;
    private readonly SpeechTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly BlobRetries _retries;

    internal BlobInbox(
        StorageContainers containers, BlobTranscription transcription, IOptions<BackgroundOptions> options, TimeProvider time,
        SpeechTelemetry telemetry, ILogger<BlobInbox> logger)
    {
        (_containers, _transcription, _options, _telemetry, _logger) = (containers, transcription, options.Value, telemetry, logger);
        _retries = new BlobRetries(time);
    }

    /// <summary>Processes all pending blobs, one after the other, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the processing.</param>
    /// <param name="stoppingToken">Ends it after the blob that is being processed.</param>
    /// <returns>The number of published transcripts and errors.</returns>
    /// <exception cref="Exception">The storage is unavailable; the failure of one blob is logged and does not end the run.</exception>
    public async Task<int> ProcessPendingAsync(CancellationToken cancellationToken, CancellationToken stoppingToken = default)
    {
        await _containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
        var published = 0;
        foreach (var blob in await ListPendingAsync(cancellationToken).ConfigureAwait(false))
        {
            if (stoppingToken.IsCancellationRequested) break;
            if (!_retries.IsDue(blob.Name, blob.ETag)) continue;
            if (await TryProcessAsync(blob, cancellationToken).ConfigureAwait(false)) published++;
        }
        return published;
    }

    private async Task<bool> TryProcessAsync(PendingBlob blob, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await _transcription.TranscribeAsync(blob.Name, BlobTranscription.MaxAttempts, cancellationToken)
                .ConfigureAwait(false);
            // The one that holds a busy blob may have failed before.
            if (outcome is not BlobOutcome.Busy) _retries.RecordSuccess(blob.Name);
            return outcome is BlobOutcome.Published or BlobOutcome.Refused;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !StorageFailures.IsUnreachable(exception))
        {
            var name = LogText.Escape(blob.Name);
            LogFailed(exception, name);
            _retries.RecordFailure(blob.Name, blob.ETag);
            return false;
        }
    }

    private async Task<List<PendingBlob>> ListPendingAsync(CancellationToken cancellationToken)
    {
        // The audio of jobs is processed even where the inbox is off.
        var prefix = _options.Inbox ? "" : JobNames.AudioPrefix;
        var published = await ListPublishedAsync(prefix, cancellationToken).ConfigureAwait(false);
        var pending = new List<PendingBlob>();
        var options = new GetBlobsOptions { Prefix = prefix };
        await foreach (var blob in _containers.Audio.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
        {
            if (!_options.Inbox && !JobNames.IsAudioBlob(blob.Name)) continue;
            var (names, etag) = (new BlobNames(blob.Name), blob.Properties.ETag?.Unquoted() ?? "");
            var isDone = !names.AreValid || published.Contains((names.Transcript, etag)) || published.Contains((names.Error, etag));
            if (!isDone || _transcription.RemovesAudio(blob.Name))
                pending.Add(new(blob.Name, etag, blob.Properties.LastModified ?? default));
        }
        _telemetry.RecordPendingBlobs(pending.Count);
        _retries.Retain(pending.Select(blob => blob.Name));
        return [.. pending.OrderBy(blob => blob.LastModified)];
    }

    /// <summary>Lists the name of every output with the ETag of the audio that it belongs to.</summary>
    private async Task<HashSet<(string Name, string SourceETag)>> ListPublishedAsync(string prefix, CancellationToken cancellationToken)
    {
        var published = new HashSet<(string, string)>();
        var options = new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata };
        await foreach (var blob in _containers.Transcripts.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
            if (blob.Metadata?.TryGetValue(BlobOutputs.SourceETagKey, out var source) == true) published.Add((blob.Name, source));
        return published;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Processing blob {Name} failed; it will be retried")]
    private partial void LogFailed(Exception exception, string name);

    private sealed record PendingBlob(string Name, string ETag, DateTimeOffset LastModified);
}
