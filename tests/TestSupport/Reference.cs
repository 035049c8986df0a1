namespace Speech.TestSupport;

/// <summary>The folder of reference data beside the project: golden numbers and recordings.</summary>
/// <remarks>Set <c>SPEECH_SHARED</c> to use another one. A test that needs it is skipped, saying so, where it is absent.</remarks>
public static class Reference
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A path below the folder. Skips the running test, saying what is missing, where it is absent.</summary>
    public static string PathOf(params string[] parts)
    {
        var path = Folder is null ? null : Path.Combine([Folder, .. parts]);
        if (!Path.Exists(path))
            Xunit.Assert.Skip($"reference data is absent: shared/{string.Join('/', parts)} (set SPEECH_SHARED to the folder that holds it)");
        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SPEECH_SHARED") is { Length: > 0 } named) return named;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Functions.sln")))
                return Path.Combine(at.Parent!.FullName, "shared");
        return null;
    }
}
