namespace Speech.Audio.Processes;

/// <summary>A program to start.</summary>
/// <param name="Program">Its name, which is looked up in <c>PATH</c>, or its path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="InputFile">The one file that it reads, besides what programs need to run; null for none.</param>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments, string? InputFile = null)
{
    private static readonly string[] InheritedVariables = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

    /// <summary>Whether the program gets a variable of the environment: none that could be a secret.</summary>
    public static bool Inherits(string variable) => InheritedVariables.Contains(variable, StringComparer.OrdinalIgnoreCase);
}
