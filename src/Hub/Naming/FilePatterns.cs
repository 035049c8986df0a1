using System.IO.Enumeration;

namespace Speech.Hub.Naming;

/// <summary>Which of a model's files a caller needs; the grammar is told at <see cref="HubClient.GetFolderAsync"/>.</summary>
internal sealed class FilePatterns
{
    private const char OptionalMark = '?';
    private readonly IReadOnlyList<Pattern> _patterns;

    private FilePatterns(IReadOnlyList<Pattern> patterns) => _patterns = patterns;

    public static FilePatterns Parse(IEnumerable<string> texts) => new([.. texts.Select(Pattern.Parse)]);

    /// <summary>The files to have, of those that exist, and the needed ones that do not.</summary>
    public Choice Choose(IReadOnlyCollection<string> existing)
    {
        var chosen = new SortedSet<string>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var pattern in _patterns)
        {
            var matches = existing.Where(pattern.Matches).ToList();
            // Weights in one form stand for weights in the other.
            if (matches.Count == 0 && SafetensorsForm.Other(pattern.Text) is { } other && existing.Contains(other)) matches.Add(other);
            if (matches.Count == 0 && pattern.IsRequired) missing.Add(pattern.Text);
            chosen.UnionWith(matches);
        }
        foreach (var single in chosen.Where(SafetensorsForm.IsSingle).ToList())
            chosen.RemoveWhere(name => SafetensorsForm.IsPartOf(name, single));
        return new Choice([.. chosen], missing);
    }

    internal sealed record Choice(IReadOnlyList<string> Files, IReadOnlyList<string> Missing)
    {
        public IEnumerable<string> Indexes => Files.Where(SafetensorsForm.IsIndex);
    }

    private sealed record Pattern(string Text, bool IsRequired)
    {
        public static Pattern Parse(string text)
        {
            var name = text.TrimEnd(OptionalMark);
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(text));
            return new Pattern(name, name.Length == text.Length && !name.Contains('*', StringComparison.Ordinal));
        }

        public bool Matches(string name) => FileSystemName.MatchesSimpleExpression(Text, name, ignoreCase: false);
    }
}
