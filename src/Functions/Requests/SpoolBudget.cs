using Speech.Audio.Errors;

namespace Speech.Functions.Requests;

/// <summary>Bounds the audio of all requests on disk. Thread-safe.</summary>
/// <param name="limit">The largest number of bytes.</param>
internal sealed class SpoolBudget(long limit)
{
    private long _used;

    /// <summary>The number of bytes in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <exception cref="AudioSpoolException">There is no room for the bytes.</exception>
    public void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit) return;
        Return(bytes);
        throw new AudioSpoolException(new IOException($"MAX_SPOOL_MB is used up: {limit} bytes"));
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
