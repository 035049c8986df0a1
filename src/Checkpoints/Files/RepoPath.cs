namespace Speech.Checkpoints.Files;

/// <summary>
/// File names relative to a model's repository, with <c>/</c> as the separator. They come from untrusted sources and are validated before
/// they become local paths.
/// </summary>
public static class RepoPath
{
    private const int MaxLength = 1024;

    /// <summary>Whether a relative name stays inside the folder that it is combined with, on every operating system.</summary>
    /// <param name="name">The name; at most 1,024 characters are accepted.</param>
    public static bool IsSafe(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength) return false;
        foreach (var c in name)
            if (char.IsControl(c) || c is '\\' or ':') return false;
        foreach (var part in name.Split('/'))
            if (part is "" or "." or "..") return false;
        return true;
    }

    /// <summary>Combines a local folder with a relative name that <see cref="IsSafe"/> accepts.</summary>
    /// <param name="folder">A local folder.</param>
    /// <param name="name">A safe relative name.</param>
    public static string Combine(string folder, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Path.Combine([folder, .. name.Split('/')]);
    }

    /// <summary>Relative name of another file in the same folder.</summary>
    /// <param name="name">Relative name of a file.</param>
    /// <param name="sibling">Name of the other file, relative to the folder of <paramref name="name"/>.</param>
    public static string Sibling(string name, string sibling)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[..(name.LastIndexOf('/') + 1)] + sibling;
    }
}
