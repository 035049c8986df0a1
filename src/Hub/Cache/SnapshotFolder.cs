using Speech.Checkpoints.Files;

namespace Speech.Hub.Cache;

/// <summary>The folder of one commit, which contains the model's files as relative links to blobs.</summary>
internal sealed class SnapshotFolder(string folder, IDisk disk)
{
    public string Folder => folder;

    public string PathOf(string file) => RepoPath.Combine(folder, file);

    /// <summary>Whether a file exists and has the given size; a null size matches any.</summary>
    public bool Contains(string file, long? size) => FileLength.Of(PathOf(file)) is { } length && (size is null || size == length);

    /// <summary>Names of the existing files, relative to the folder.</summary>
    public IReadOnlyCollection<string> GetFileNames() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => FileLength.Of(path) is not null)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')),
    ];

    /// <summary>Links a file name to a blob. If the system does not support symbolic links, the blob is moved here instead.</summary>
    /// <remarks>The caller holds the blob's lock.</remarks>
    public void Link(string file, string blob)
    {
        var path = PathOf(file);
        var parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(parent);
        File.Delete(path);
        try
        {
            disk.CreateSymbolicLink(path, Path.GetRelativePath(parent, blob));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or PlatformNotSupportedException)
        {
            // Another process may have created the link in the meantime.
            if (FileLength.Of(path) is null) File.Move(blob, path, overwrite: true);
        }
    }
}
