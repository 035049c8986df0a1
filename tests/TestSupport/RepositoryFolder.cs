namespace Speech.TestSupport;

/// <summary>Files of the repository that the tests run in.</summary>
public static class RepositoryFolder
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder.</summary>
    /// <param name="parts">Its path relative to the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file.</summary>
    /// <param name="parts">Its path relative to the root.</param>
    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
