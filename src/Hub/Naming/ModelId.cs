using System.Text.RegularExpressions;
using Speech.Checkpoints.Files;
using Speech.Hub.Errors;

namespace Speech.Hub.Naming;

/// <summary>A model on the Hub at one revision.</summary>
/// <param name="Name"><c>owner/name</c>, or <c>name</c> alone for the oldest models.</param>
/// <param name="Revision">Branch, tag or commit hash.</param>
internal sealed partial record ModelId(string Name, string Revision)
{
    private const string MainRevision = "main";

    /// <summary>Whether the revision is a full commit hash, so that its content never changes.</summary>
    public bool IsPinned => IsCommit(Revision);

    public static bool IsCommit(string text) => CommitRegex().IsMatch(text);

    /// <exception cref="HubModelNameException">The text is not a valid id.</exception>
    public static ModelId Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        var revision = at < 0 ? MainRevision : text[(at + 1)..];
        if (!NameRegex().IsMatch(name) || name.Contains("--", StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal)
            || name.EndsWith(".git", StringComparison.Ordinal))
            throw new HubModelNameException(
                text, "The model name is neither a Hub id such as 'openai/whisper-base' nor an existing folder.");
        if (!RevisionRegex().IsMatch(revision) || !RepoPath.IsSafe(revision))
            throw new HubModelNameException(text, $"The model name '{name}' is followed by '@' without a valid branch, tag or commit.");
        return new ModelId(name, revision);
    }

    public override string ToString() => Revision == MainRevision ? Name : $"{Name}@{Revision}";

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex NameRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9_.+/-]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionRegex();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommitRegex();
}
