using System.Collections.Concurrent;
using Speech.Transcription;

namespace Speech.Storage.Inbox;

/// <summary>The backoff of each audio blob that this process failed to process. A new version of the audio starts afresh.
/// Thread-safe.</summary>
internal sealed class BlobRetries(TimeProvider time)
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Whether the blob's next attempt is due.</summary>
    /// <param name="name">The name of the audio blob.</param>
    /// <param name="etag">The unquoted ETag of the audio.</param>
    public bool IsDue(string name, string etag)
        => !_entries.TryGetValue(name, out var entry) || entry.ETag != etag || entry.Backoff.Remaining == TimeSpan.Zero;

    public void RecordFailure(string name, string etag)
        => _entries.AddOrUpdate(name, _ => Create(etag), (_, entry) => entry.ETag == etag ? entry : Create(etag)).Backoff.RecordFailure();

    public void RecordSuccess(string name) => _entries.TryRemove(name, out _);

    /// <summary>Drops the entries of all blobs that are no longer pending.</summary>
    public void Retain(IEnumerable<string> pending)
    {
        foreach (var name in _entries.Keys.Except(pending)) _entries.TryRemove(name, out _);
    }

    private Entry Create(string etag) => new(etag, new RetryBackoff(InitialDelay, MaxDelay, time));

    private sealed record Entry(string ETag, RetryBackoff Backoff);
}
