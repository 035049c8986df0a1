namespace Speech.Hub.Cache;

/// <summary>Whether a file is there for real.</summary>
internal static class FileLength
{
    /// <summary>Bytes in a file, its links followed; null where there is none, or a link leads nowhere (which File.Exists takes for a file).</summary>
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
