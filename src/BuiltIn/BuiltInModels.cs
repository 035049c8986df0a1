namespace Speech.BuiltIn;

/// <summary>The models that come with the program, as folders in the Hub's layout.</summary>
public static class BuiltInModels
{
    /// <summary>Codes of the languages of which the built-in Whisper base gets about 70 % of the words or more right; its card has the
    /// measurements.</summary>
    public static IReadOnlyList<string> StrongLanguages { get; } = ["en", "de", "es", "fr", "it", "pt", "zh"];

    /// <summary>The folder of a model by its name, such as <c>whisper-base</c>; null where no built-in model has that name.</summary>
    /// <param name="name">A name, not a path: nothing outside the folder of the models is reached.</param>
    public static string? FolderOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '.')) return null;
        var folder = Path.Combine(Root, name);
        return File.Exists(Path.Combine(folder, "config.json")) || File.Exists(Path.Combine(folder, "config.yaml")) ? folder : null;
    }

    private static string Root => Path.Combine(AppContext.BaseDirectory, "models");
}
