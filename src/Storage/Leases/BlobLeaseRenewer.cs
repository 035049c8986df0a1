using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Transcription.Pipeline;

namespace Speech.Storage.Leases;

/// <summary>Renews a lease and writes the progress while a blob is processed. Cancels the processing when its result would be useless:
/// the audio was replaced or deleted, or the lease is lost.</summary>
internal sealed class BlobLeaseRenewer : IProgress<TranscriptionProgress>, IAsyncDisposable
{
    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(4);

    private readonly BlobLease _lease;
    private readonly BlobClient _source;
    private readonly ETag _sourceETag;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _processing;
    private readonly CancellationTokenSource _renewing = new();
    private readonly Lock _progressLock = new();
    private readonly Task _renewal;
    private TranscriptionProgress _progress;

    /// <summary>Starts to renew the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="source">The audio blob, by a client whose calls end long before the lease does.</param>
    /// <param name="sourceETag">The ETag of the audio when processing began.</param>
    /// <param name="time">The clock of <see cref="RenewInterval"/>.</param>
    /// <param name="cancellationToken">Cancels the processing.</param>
    public BlobLeaseRenewer(BlobLease lease, BlobClient source, ETag sourceETag, TimeProvider time, CancellationToken cancellationToken)
    {
        (_lease, _source, _sourceETag, _time) = (lease, source, sourceETag, time);
        _processing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewal = RenewUntilDisposedAsync();
    }

    /// <summary>Cancelled when processing must stop.</summary>
    public CancellationToken ProcessingToken => _processing.Token;

    /// <summary>Why the renewer cancelled the processing; null where it did not.</summary>
    public AbortReason? Aborted { get; private set; }

    /// <summary>The progress reported last.</summary>
    public TranscriptionProgress Progress
    {
        get
        {
            lock (_progressLock) return _progress;
        }
    }

    public void Report(TranscriptionProgress value)
    {
        lock (_progressLock) _progress = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _renewing.CancelAsync().ConfigureAwait(false);
        await _renewal.ConfigureAwait(false);
        _renewing.Dispose();
        _processing.Dispose();
    }

    private async Task RenewUntilDisposedAsync()
    {
        using var timer = new PeriodicTimer(RenewInterval, _time);
        try
        {
            await TryWriteProgressAsync().ConfigureAwait(false);
            while (Aborted is null && await timer.WaitForNextTickAsync(_renewing.Token).ConfigureAwait(false))
                Aborted = await RenewAsync().ConfigureAwait(false);
            if (Aborted is not null) await _processing.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Processing has ended.
        }
    }

    /// <returns>Why processing must stop. It goes on where the storage is unavailable: publishing is safe without a lease, and the next
    /// renewal shows whether another process has taken it.</returns>
    private async Task<AbortReason?> RenewAsync()
    {
        try
        {
            await _lease.RenewAsync(_renewing.Token).ConfigureAwait(false);
            if (!await IsSourceUnchangedAsync().ConfigureAwait(false)) return AbortReason.SourceChanged;
        }
        catch (RequestFailedException exception) when (BlobLease.IsLost(exception))
        {
            return AbortReason.LeaseLost;
        }
        catch (Exception exception) when (StorageFailures.IsStorageFailure(exception))
        {
            return null;
        }
        await TryWriteProgressAsync().ConfigureAwait(false);
        return null;
    }

    private async Task TryWriteProgressAsync()
    {
        try
        {
            await _lease.WriteStatusAsync(_lease.Status.WithProgress(Progress), _renewing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailures.IsStorageFailure(exception))
        {
            // Only the displayed progress is outdated; the next renewal detects a lost lease.
        }
    }

    private async Task<bool> IsSourceUnchangedAsync()
    {
        try
        {
            await _source.GetPropertiesAsync(new BlobRequestConditions { IfMatch = _sourceETag }, _renewing.Token).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (exception.IsNotFound() || exception.IsPreconditionFailed())
        {
            return false;
        }
    }
}
