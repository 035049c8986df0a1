namespace Speech.Transcription.Permits;

/// <summary>A request that has been admitted. It has a slot among the waiting ones, and gives it up when it gets a permit or is
/// disposed. Jobs need no permit: they are processed later.</summary>
public sealed class Admission : IDisposable
{
    private readonly PermitGate _gate;
    private readonly IDisposable _slot;

    internal Admission(PermitGate gate, IDisposable slot) => (_gate, _slot) = (gate, slot);

    /// <summary>Waits for a permit, in the order of the calls. Nothing else may be awaited that depends on the client or the storage
    /// while it is held.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The permit; disposing it returns it, and disposing it again has no effect.</returns>
    /// <exception cref="OverCapacityException">No permit became free in time.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var permit = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        _slot.Dispose();
        return permit;
    }

    /// <inheritdoc/>
    public void Dispose() => _slot.Dispose();
}
