using Speech.Checkpoints.Files;
using Speech.Hub.Naming;
using Speech.Hub.Repository;

namespace Speech.Hub.Cache;

/// <summary>The cache of one model: its <c>refs</c>, <c>blobs</c>, <c>snapshots</c> and <c>trees</c>, and its lock files.</summary>
internal sealed class ModelCache(string cacheFolder, ModelId model, IDisk disk)
{
    private const int MaxRefLength = 256;
    private readonly string _name = "models--" + model.Name.Replace("/", "--", StringComparison.Ordinal);

    public IDisk Disk => disk;

    public string Folder => Path.Combine(cacheFolder, _name);

    public string BlobPath(string etag) => Path.Combine(Folder, "blobs", etag);

    /// <summary>The temporary path of a blob during its download.</summary>
    public string PartialPath(string etag) => BlobPath(etag) + ".incomplete";

    public string LockPath(string etag) => Path.Combine(cacheFolder, ".locks", _name, etag + ".lock");

    public SnapshotFolder Snapshot(string commit) => new(Path.Combine(Folder, "snapshots", commit), disk);

    /// <summary>The last known commit of the revision; null if unknown.</summary>
    public string? ReadRef()
    {
        if (model.IsPinned) return model.Revision;
        var path = RefPath;
        if (FileLength.Of(path) is null or > MaxRefLength) return null;
        var commit = File.ReadAllText(path).Trim();
        return ModelId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Stores the current commit of the revision.</summary>
    public void WriteRef(string commit)
    {
        if (!model.IsPinned && ReadRef() != commit) AtomicFile.TryWrite(RefPath, commit);
    }

    /// <summary>The stored file listing of a commit; null if there is none.</summary>
    public ModelListing? ReadListing(string commit) => ListingFile.Read(ListingPath(commit), commit);

    public void WriteListing(ModelListing listing)
    {
        var path = ListingPath(listing.Commit);
        if (FileLength.Of(path) is null && ListingFile.Format(listing) is { } json) AtomicFile.TryWrite(path, json);
    }

    /// <summary>The snapshot of the revision's last known commit; null if it lacks any of the requested files.</summary>
    public SnapshotFolder? FindComplete(FilePatterns patterns)
    {
        if (ReadRef() is not { } commit) return null;
        var snapshot = Snapshot(commit);
        var listing = ReadListing(commit);
        // Without a listing, an optional file that is absent from the snapshot is assumed to be absent from the model.
        var selection = patterns.Select(listing?.Names ?? snapshot.GetFileNames());
        return selection.Missing.Count == 0 && selection.Files.All(Contains) && selection.Indexes.All(ContainsShards) ? snapshot : null;

        bool Contains(string file) => snapshot.Contains(file, listing?.Find(file)?.Size);
        bool ContainsShards(string index) => ShardIndex.TryReadShardNames(snapshot, index)?.All(Contains) ?? false;
    }

    private string RefPath => RepoPath.Combine(Path.Combine(Folder, "refs"), model.Revision);

    private string ListingPath(string commit) => Path.Combine(Folder, "trees", commit + ".json");
}
