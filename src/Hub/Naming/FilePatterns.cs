using System.IO.Enumeration;

namespace Speech.Hub.Naming;

/// <summary>The requested files of a model; the syntax is documented at <see cref="HubClient.GetFolderAsync"/>.</summary>
internal sealed class FilePatterns
{
    private const char OptionalSuffix = '?';
    private readonly IReadOnlyList<Pattern> _patterns;

    private FilePatterns(IReadOnlyList<Pattern> patterns) => _patterns = patterns;

    public static FilePatterns Parse(IEnumerable<string> patterns) => new([.. patterns.Select(Pattern.Parse)]);

    /// <summary>Returns the requested files that exist, and the required ones that do not.</summary>
    /// <param name="existing">Names of all files of the model.</param>
    public FileSelection Select(IReadOnlyCollection<string> existing)
    {
        var selected = new SortedSet<string>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var pattern in _patterns)
        {
            var matches = existing.Where(pattern.Matches).ToList();
            // Weights in the other form satisfy the request.
            if (matches.Count == 0 && SafetensorsNames.OtherForm(pattern.Text) is { } other && existing.Contains(other)) matches.Add(other);
            if (matches.Count == 0 && SafetensorsNames.TorchForm(pattern.Text) is { } torch && existing.Contains(torch)) matches.Add(torch);
            if (matches.Count == 0 && pattern.IsRequired) missing.Add(pattern.Text);
            selected.UnionWith(matches);
        }
        foreach (var single in selected.Where(SafetensorsNames.IsSingleFile).ToList())
            selected.RemoveWhere(name => SafetensorsNames.IsPartOf(name, single));
        return new FileSelection([.. selected], missing);
    }

    private sealed record Pattern(string Text, bool IsRequired)
    {
        public static Pattern Parse(string text)
        {
            var name = text.TrimEnd(OptionalSuffix);
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(text));
            return new Pattern(name, name.Length == text.Length && !name.Contains('*', StringComparison.Ordinal));
        }

        public bool Matches(string name) => FileSystemName.MatchesSimpleExpression(Text, name, ignoreCase: false);
    }
}
