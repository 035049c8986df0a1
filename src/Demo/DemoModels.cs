namespace Speech.Demo;

/// <summary>The small models that come with the program, as folders in the Hub's layout.</summary>
public static class DemoModels
{
    /// <summary>The folder of a model by its name, such as <c>demo</c>; null where none of that name comes with the program.</summary>
    public static string? FolderOf(string name)
    {
        // A name, not a path: nothing outside the models' own folder is reached.
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '.')) return null;
        var folder = Path.Combine(Home, name);
        return File.Exists(Path.Combine(folder, "config.json")) || File.Exists(Path.Combine(folder, "config.yaml")) ? folder : null;
    }

    internal static string Home => Path.Combine(AppContext.BaseDirectory, "demo");
}
