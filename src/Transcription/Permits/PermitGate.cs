namespace Speech.Transcription.Permits;

/// <summary>Bounds the requests in flight: who finds no permit is told so at once, and waits nowhere.</summary>
/// <param name="permits">How many requests may be in flight; at least 1.</param>
public sealed class PermitGate(int permits) : IDisposable
{
    private readonly SemaphoreSlim _free = new(permits, permits);

    /// <summary>How many permits are out.</summary>
    public int InFlight => permits - _free.CurrentCount;

    /// <summary>Takes a permit; disposing it, once or more often, gives it back.</summary>
    /// <exception cref="OverCapacityException">All permits are out.</exception>
    public IDisposable Enter() => _free.Wait(0) ? new Permit(_free) : throw new OverCapacityException(permits);

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private sealed class Permit(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
