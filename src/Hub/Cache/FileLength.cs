namespace Speech.Hub.Cache;

/// <summary>Length of files that may be symbolic links.</summary>
internal static class FileLength
{
    /// <summary>
    /// Length of a file in bytes, following links; null if the file does not exist or is a dangling link (for which
    /// <see cref="File.Exists"/> returns true).
    /// </summary>
    public static long? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists && file.LinkTarget is null ? file.Length : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
