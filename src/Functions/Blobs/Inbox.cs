using System.Collections.Concurrent;
using Azure.Storage.Blobs.Models;
using Speech.Functions.Jobs;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;

namespace Speech.Functions.Blobs;

/// <summary>Finds the audio that nobody has dealt with and deals with it. Any number of workers, in any number of hosts, share one container.</summary>
internal sealed partial class Inbox(Containers containers, BlobTranscription blobs, BackgroundSettings settings, TimeProvider time, SpeechTelemetry telemetry, ILogger<Inbox> logger)
{
    /// <summary>What breaks down as often as this, each time for a reason of its own or with its host, is given up.</summary>
    private const int MostAttempts = 5;

    private readonly ConcurrentDictionary<string, Setback> _setbacks = new();

    /// <summary>Deals with everything that is waiting, one after the other, oldest first.</summary>
    /// <returns>How many transcripts and errors were published.</returns>
    /// <exception cref="Exception">The storage cannot be reached; nothing else is thrown.</exception>
    public async Task<int> WalkAsync(CancellationToken cancellationToken)
    {
        await containers.EnsureAsync(cancellationToken);
        var published = 0;
        foreach (var (name, etag) in await WaitingAsync(cancellationToken))
        {
            if (IsTooSoon(name, etag)) continue;
            if (await TryHandleAsync(name, etag, cancellationToken)) published++;
        }
        return published;
    }

    /// <summary>One blob's fault must not stop the others.</summary>
    private async Task<bool> TryHandleAsync(string name, string etag, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await blobs.HandleAsync(name, MostAttempts, cancellationToken);
            _setbacks.TryRemove(name, out _);
            return outcome is BlobOutcome.Published or BlobOutcome.Refused;
        }
        catch (Exception reason) when (!cancellationToken.IsCancellationRequested && !StorageException.IsUnreachable(reason))
        {
            LogSetBack(reason, name);
            _setbacks.AddOrUpdate(name, _ => Setback.First(etag, time), (_, before) => before.ETag == etag ? before.Next(time) : Setback.First(etag, time));
            return false;
        }
    }

    private bool IsTooSoon(string name, string etag) => _setbacks.TryGetValue(name, out var setback) && setback.ETag == etag && setback.IsOn(time);

    private async Task<List<(string Name, string ETag)>> WaitingAsync(CancellationToken cancellationToken)
    {
        // Without an inbox there is still what jobs have left there.
        var prefix = settings.Inbox ? "" : JobNames.Prefix;
        var done = await DoneAsync(prefix, cancellationToken);
        var all = new List<(string Name, string ETag, DateTimeOffset Since)>();
        await foreach (var blob in containers.Audio.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            var (names, etag) = (new BlobNames(blob.Name), blob.Properties.ETag?.Bare() ?? "");
            if (names.AreUsable && !done.Contains((names.Transcript, etag)) && !done.Contains((names.Error, etag)))
                all.Add((blob.Name, etag, blob.Properties.LastModified ?? default));
        }
        var waiting = all.OrderBy(blob => blob.Since).Select(blob => (blob.Name, blob.ETag)).ToList();
        telemetry.RecordPendingBlobs(waiting.Count);
        foreach (var name in _setbacks.Keys.Except(waiting.Select(blob => blob.Name))) _setbacks.TryRemove(name, out _);
        return waiting;
    }

    /// <summary>Every output, and the audio that it is of.</summary>
    private async Task<HashSet<(string Name, string SourceETag)>> DoneAsync(string prefix, CancellationToken cancellationToken)
    {
        var done = new HashSet<(string, string)>();
        await foreach (var blob in containers.Transcripts.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata }, cancellationToken))
            if (blob.Metadata is not null && blob.Metadata.TryGetValue(Outputs.SourceETag, out var source)) done.Add((blob.Name, source));
        return done;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The blob {Name} is set back: it stays where it is and will be tried again")]
    private partial void LogSetBack(Exception reason, string name);
}
