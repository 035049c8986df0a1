namespace Speech.Checkpoints.Files;

/// <summary>Names of files in a model. They come from a server, and become paths on this machine.</summary>
internal static class RepoPath
{
    /// <summary>Whether a name, its parts divided by <c>/</c>, stays below the folder it is put into, on any system.</summary>
    public static bool IsSafe(string name)
    {
        if (name.Length is 0 or > 1024) return false;
        foreach (var c in name)
            if (char.IsControl(c) || c is '\\' or ':') return false;
        foreach (var part in name.Split('/'))
            if (part is "" or "." or "..") return false;
        return true;
    }

    /// <summary>The path of a safe name below a folder.</summary>
    public static string Below(string folder, string name) => Path.Combine([folder, .. name.Split('/')]);

    /// <summary>The name of a file that lies beside another one.</summary>
    public static string Beside(string name, string sibling) => name[..(name.LastIndexOf('/') + 1)] + sibling;
}
