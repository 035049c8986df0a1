using Speech.Checkpoints.Files;
using Speech.Hub.Naming;

namespace Speech.Hub.Cache;

/// <summary>The folder of one commit: the model's files by name, as relative links to blobs.</summary>
internal sealed class Snapshot(string folder, IDisk disk)
{
    public string Folder => folder;

    public string PathOf(string file) => RepoPath.Below(folder, file);

    /// <summary>Whether a file is there, with the size that it must have where that is known.</summary>
    public bool Has(string file, long? size) => FileLength.Of(PathOf(file)) is { } length && (size is null || size == length);

    /// <summary>The names of the files that are there.</summary>
    public IReadOnlyCollection<string> Names() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => FileLength.Of(path) is not null)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')),
    ];

    /// <summary>Gives a blob its name in the model. Where the system has no links, the blob itself moves here.</summary>
    /// <remarks>Called with the blob's lock held.</remarks>
    public void Link(string file, string blob)
    {
        var path = PathOf(file);
        var parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(parent);
        File.Delete(path);
        try
        {
            disk.CreateLink(path, Path.GetRelativePath(parent, blob));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or PlatformNotSupportedException)
        {
            // Another process may have made the link just now.
            if (FileLength.Of(path) is null) File.Move(blob, path, overwrite: true);
        }
    }
}
