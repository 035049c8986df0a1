using Speech.TestSupport;

namespace Speech.Functions.Tests.Architecture;

/// <summary>The files of the repository that this build belongs to.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", ".git", "artifacts", "shared"];

    public static string Root => RepositoryFolder.Root;

    /// <summary>The files below a folder, as paths relative to the root with forward slashes; build output and installed packages
    /// excluded.</summary>
    public static IEnumerable<string> Files(string folder, string extension)
        => Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => file.Extension == extension)
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>The compiled assemblies of <c>src</c>, by name.</summary>
    public static IEnumerable<string> Assemblies() => Directory.GetFiles(AppContext.BaseDirectory, "Speech.*.dll")
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(name => name != "Speech.TestSupport" && !name.EndsWith(".Tests", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string PathOfAssembly(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
        => folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)).SelectMany(Walk));
}
