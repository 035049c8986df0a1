namespace Speech.Transcription.Permits;

/// <summary>Limits the number of requests in flight. A request without a permit is rejected at once instead of being queued.</summary>
/// <param name="permits">The maximum number of requests in flight; at least 1.</param>
public sealed class PermitGate(int permits) : IDisposable
{
    private readonly SemaphoreSlim _available = new(permits, permits);

    /// <summary>The number of permits in use.</summary>
    public int InFlight => permits - _available.CurrentCount;

    /// <summary>Acquires a permit; disposing it returns it, and disposing it again has no effect.</summary>
    /// <exception cref="OverCapacityException">All permits are in use.</exception>
    public IDisposable Enter() => _available.Wait(0) ? new Permit(_available) : throw new OverCapacityException(permits);

    /// <inheritdoc/>
    public void Dispose() => _available.Dispose();

    private sealed class Permit(SemaphoreSlim available) : IDisposable
    {
        private SemaphoreSlim? _available = available;

        public void Dispose() => Interlocked.Exchange(ref _available, null)?.Release();
    }
}
