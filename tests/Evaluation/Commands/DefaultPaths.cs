namespace Speech.Evaluation.Commands;

/// <summary>Where data and results are, relative to the root of the repository, in which the program is started.</summary>
internal static class DefaultPaths
{
    /// <summary>The shared data.</summary>
    public static string Data => Path.Combine("..", "shared");

    /// <summary>The results.</summary>
    public static string Output => Path.Combine("tests", "Evaluation", "TestResults");

    /// <summary>The model that is evaluated.</summary>
    public static string ModelIn(string data) => Path.GetFullPath(Path.Combine(data, "models", "whisper-base"));
}
