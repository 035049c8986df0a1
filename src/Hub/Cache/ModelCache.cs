using Speech.Checkpoints.Files;
using Speech.Hub.Download;
using Speech.Hub.Naming;

namespace Speech.Hub.Cache;

/// <summary>One model's folder in the cache: <c>refs</c>, <c>blobs</c>, <c>snapshots</c>, <c>trees</c>, and its locks beside it.</summary>
internal sealed class ModelCache(string cacheFolder, ModelId model, IDisk disk)
{
    private readonly string _name = "models--" + model.Name.Replace("/", "--", StringComparison.Ordinal);

    public IDisk Disk => disk;

    public string Folder => Path.Combine(cacheFolder, _name);

    public string BlobPath(string etag) => Path.Combine(Folder, "blobs", etag);

    /// <summary>Where a blob grows while it is downloaded.</summary>
    public string PartialPath(string etag) => BlobPath(etag) + ".incomplete";

    public string LockPath(string etag) => Path.Combine(cacheFolder, ".locks", _name, etag + ".lock");

    public Snapshot Snapshot(string commit) => new(Path.Combine(Folder, "snapshots", commit), disk);

    /// <summary>The commit that the revision meant when it was last asked for; null if it never was.</summary>
    public string? ReadCommit()
    {
        if (model.IsPinned) return model.Revision;
        var path = RefPath;
        if (FileLength.Of(path) is null or > 256) return null;
        var commit = File.ReadAllText(path).Trim();
        return ModelId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Remembers what the revision means now.</summary>
    public void WriteCommit(string commit)
    {
        if (!model.IsPinned && ReadCommit() != commit) AtomicFile.TryWrite(RefPath, commit);
    }

    /// <summary>The files of a commit, if they were ever listed.</summary>
    public Listing? ReadListing(string commit) => ListingFile.Read(ListingPath(commit), commit);

    public void WriteListing(Listing listing)
    {
        var path = ListingPath(listing.Commit);
        if (FileLength.Of(path) is null && ListingFile.Format(listing) is { } text) AtomicFile.TryWrite(path, text);
    }

    /// <summary>The snapshot of the revision's last known commit, or null where it lacks something that the patterns ask for.</summary>
    public Snapshot? FindComplete(FilePatterns patterns)
    {
        if (ReadCommit() is not { } commit) return null;
        var snapshot = Snapshot(commit);
        var listing = ReadListing(commit);
        // Without a listing the snapshot itself has to do: what it lacks is taken to be absent from the model, unless the caller must have it.
        var choice = patterns.Choose(listing?.Names ?? snapshot.Names());
        return choice.Missing.Count == 0 && choice.Files.All(Has) && choice.Indexes.All(HasShards) ? snapshot : null;

        bool Has(string file) => snapshot.Has(file, listing?.Find(file)?.Size);
        bool HasShards(string index) => Shards.TryRead(snapshot, index)?.All(Has) ?? false;
    }

    private string RefPath => RepoPath.Below(Path.Combine(Folder, "refs"), model.Revision);

    private string ListingPath(string commit) => Path.Combine(Folder, "trees", commit + ".json");
}
