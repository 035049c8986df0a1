namespace Speech.Hub.Naming;

/// <summary>The result of applying <see cref="FilePatterns"/> to the files of a model.</summary>
/// <param name="Files">The selected files, in ordinal order.</param>
/// <param name="Missing">Required files that do not exist.</param>
internal sealed record FileSelection(IReadOnlyList<string> Files, IReadOnlyList<string> Missing)
{
    /// <summary>The selected indexes of sharded weights.</summary>
    public IEnumerable<string> Indexes => Files.Where(SafetensorsNames.IsIndex);
}
