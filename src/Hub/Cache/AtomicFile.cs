namespace Speech.Hub.Cache;

/// <summary>Small notes in the cache, seen whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, if the cache lets it: a model that is there must work from a cache that cannot be written.</summary>
    public static void TryWrite(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
