using System.Text.RegularExpressions;
using Speech.Checkpoints.Files;

namespace Speech.Hub.Naming;

/// <summary>A model on the Hub, at one branch, tag or commit.</summary>
/// <param name="Name"><c>owner/name</c>, or <c>name</c> alone for the oldest ones.</param>
/// <param name="Revision">Branch, tag or commit hash.</param>
internal sealed partial record ModelId(string Name, string Revision)
{
    private const string MainRevision = "main";

    /// <summary>Whether the revision is a full commit hash, so that its content never changes.</summary>
    public bool IsPinned => IsCommit(Revision);

    public static bool IsCommit(string text) => CommitForm().IsMatch(text);

    /// <exception cref="HubModelNameException">The text is no id.</exception>
    public static ModelId Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        var revision = at < 0 ? MainRevision : text[(at + 1)..];
        if (!NameForm().IsMatch(name) || name.Contains("--", StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal)
            || name.EndsWith(".git", StringComparison.Ordinal))
            throw new HubModelNameException(text, "The model's name is neither a Hub id such as 'openai/whisper-base' nor an existing folder.");
        if (!RevisionForm().IsMatch(revision) || !RepoPath.IsSafe(revision))
            throw new HubModelNameException(text, $"The model's name '{name}' is followed by '@' and no usable branch, tag or commit.");
        return new ModelId(name, revision);
    }

    public override string ToString() => Revision == MainRevision ? Name : $"{Name}@{Revision}";

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[A-Za-z0-9_.+/-]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionForm();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommitForm();
}
