namespace Speech.Hub.Repository;

/// <summary>The files of a model at one commit.</summary>
internal sealed class ModelListing(string commit, IReadOnlyList<RepoFile> files)
{
    private readonly Dictionary<string, RepoFile> _byName = Index(files);

    public string Commit => commit;

    public IReadOnlyList<RepoFile> Files => files;

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public RepoFile? Find(string name) => _byName.GetValueOrDefault(name);

    private static Dictionary<string, RepoFile> Index(IReadOnlyList<RepoFile> files)
    {
        var index = new Dictionary<string, RepoFile>(files.Count, StringComparer.Ordinal);
        foreach (var file in files) index[file.Name] = file;
        return index;
    }
}
