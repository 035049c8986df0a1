namespace Speech.Transcription.Permits;

/// <summary>A number of slots of which one client may hold a part only, so that it cannot keep others out. Thread-safe.</summary>
/// <param name="count">The number of slots.</param>
/// <param name="perClient">The largest number of them that one client holds.</param>
internal sealed class ClientSlots(int count, int perClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _used;

    /// <summary>The number of slots in use.</summary>
    public int Used
    {
        get
        {
            lock (_lock) return _used;
        }
    }

    /// <summary>Takes a slot.</summary>
    /// <param name="client">Who takes it.</param>
    /// <returns>Returns the slot when it is disposed; null where there is none for this client.</returns>
    public IDisposable? TryTake(string client)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(client);
            if (_used == count || taken == perClient) return null;
            (_taken[client], _used) = (taken + 1, _used + 1);
        }
        return new Release(() => Return(client));
    }

    private void Return(string client)
    {
        lock (_lock)
        {
            _used--;
            // A client without a slot leaves no trace: the table has no more entries than there are slots.
            if (--_taken[client] == 0) _taken.Remove(client);
        }
    }
}
