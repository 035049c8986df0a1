using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Blobs;

/// <summary>Keeps a claim while the work goes on, shows its progress, and ends the work when there is no sense in it any more:
/// the audio is gone or another one, or the claim is lost.</summary>
internal sealed class ClaimKeeper : IProgress<TranscriptionProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(4);

    private readonly Claim _claim;
    private readonly BlobClient _source;
    private readonly ETag _etag;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _working;
    private readonly CancellationTokenSource _beating = new();
    private readonly Lock _lock = new();
    private readonly Task _beats;
    private TranscriptionProgress _progress;

    /// <param name="claim">What is kept.</param>
    /// <param name="source">The audio.</param>
    /// <param name="etag">What the audio was when the work began.</param>
    /// <param name="time">Gives the beat.</param>
    /// <param name="cancellationToken">Ends the work from outside.</param>
    public ClaimKeeper(Claim claim, BlobClient source, ETag etag, TimeProvider time, CancellationToken cancellationToken)
    {
        (_claim, _source, _etag, _time) = (claim, source, etag, time);
        _working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beats = KeepAsync();
    }

    /// <summary>Cancelled when the work must end.</summary>
    public CancellationToken Working => _working.Token;

    /// <summary>Set when the work has lost its sense.</summary>
    public BlobOutcome? End { get; private set; }

    public TranscriptionProgress Progress
    {
        get
        {
            lock (_lock) return _progress;
        }
    }

    public void Report(TranscriptionProgress value)
    {
        lock (_lock) _progress = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _beating.CancelAsync();
        await _beats;
        _beating.Dispose();
        _working.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Beat, _time);
        var kept = _time.GetTimestamp();
        try
        {
            await ShowAsync();
            while (End is null && await timer.WaitForNextTickAsync(_beating.Token))
            {
                if (await TryBeatAsync()) kept = _time.GetTimestamp();
                else if (_time.GetElapsedTime(kept) > Claim.LeaseTime) End ??= BlobOutcome.Busy;
            }
            if (End is not null) await _working.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    /// <returns>False where the storage could not be reached; the work goes on, since what it publishes is safe without a claim.</returns>
    private async Task<bool> TryBeatAsync()
    {
        try
        {
            if (!await SourceIsSameAsync()) End = BlobOutcome.Gone;
            else await _claim.RenewAsync(_beating.Token);
        }
        catch (RequestFailedException reason) when (IsLost(reason))
        {
            End = BlobOutcome.Busy;
        }
        catch (Exception reason) when (StorageException.IsStorage(reason))
        {
            return false;
        }
        if (End is null) await ShowAsync();
        return true;
    }

    private async Task ShowAsync()
    {
        try
        {
            await _claim.WriteAsync(_claim.Status.With(Progress), _beating.Token);
        }
        catch (Exception reason) when (StorageException.IsStorage(reason))
        {
            // Nobody sees the progress; whether the claim is lost, the next beat tells.
        }
    }

    private async Task<bool> SourceIsSameAsync()
    {
        try
        {
            await _source.GetPropertiesAsync(new BlobRequestConditions { IfMatch = _etag }, _beating.Token);
            return true;
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed)
        {
            return false;
        }
    }

    private static bool IsLost(RequestFailedException reason)
        => reason.Status is StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed;
}
