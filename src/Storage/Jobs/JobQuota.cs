using System.Security.Cryptography;
using System.Text;

namespace Speech.Storage.Jobs;

/// <summary>Bounds the jobs of one client that have not ended, so that those of others are not kept waiting.</summary>
internal sealed class JobQuota(JobRecordContainer records, EndedJobs ended, int limit)
{
    private const int KeyLength = 16;

    /// <summary>The name of a client in a record: no address.</summary>
    public static string KeyOf(string client) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(client)))[..KeyLength];

    /// <exception cref="TooManyJobsException">The client has too many jobs that have not ended.</exception>
    public async Task VerifyAsync(string key, CancellationToken cancellationToken)
    {
        if (limit == 0) return;
        var open = new HashSet<string>();
        await foreach (var (id, record) in records.ListAsync(cancellationToken).ConfigureAwait(false))
            if (record.Client == key && !record.IsCancelled) open.Add(id);
        // Those that have ended are rarely worth a listing of their own.
        if (open.Count >= limit) open.ExceptWith(await ended.FindAsync(open, cancellationToken).ConfigureAwait(false));
        if (open.Count >= limit) throw new TooManyJobsException(limit);
    }
}
