using Azure.Storage.Blobs.Models;
using Speech.Storage.Containers;
using Speech.Storage.Outputs;

namespace Speech.Storage.Jobs;

/// <summary>Which jobs have ended, by one listing of the outputs.</summary>
internal sealed class EndedJobs(StorageContainers containers)
{
    /// <summary>Those of some jobs that have a transcript or an error.</summary>
    /// <param name="ids">Ids of jobs.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var outputs = ids.Select(id => (Id: id, Names: new BlobNames(JobNames.AudioBlob(id))))
            .SelectMany(job => new[] { (Output: job.Names.Transcript, job.Id), (Output: job.Names.Error, job.Id) })
            .ToDictionary(one => one.Output, one => one.Id);
        var ended = new HashSet<string>();
        var options = new GetBlobsOptions { Prefix = JobNames.AudioPrefix };
        await foreach (var blob in containers.Transcripts.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
            if (outputs.TryGetValue(blob.Name, out var id)) ended.Add(id);
        return ended;
    }
}
