using Xunit;

namespace Speech.TestSupport;

/// <summary>Real weights and recordings that a clone does not have: the folder <c>shared</c> next to the repository. Tests that need it
/// are skipped without it.</summary>
public static class SharedData
{
    /// <summary>The path of a file or folder; null where it does not exist.</summary>
    /// <param name="parts">Its path relative to the folder.</param>
    public static string? Find(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([RepositoryFolder.Root, "..", "shared", .. parts]));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>The path of a file or folder; skips the test where it does not exist.</summary>
    /// <param name="parts">Its path relative to the folder.</param>
    public static string Require(params string[] parts)
    {
        var path = Find(parts);
        if (path is null) Assert.Skip($"there is no ../shared/{string.Join('/', parts)}");
        return path;
    }
}
