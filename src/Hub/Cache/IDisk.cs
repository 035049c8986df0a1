namespace Speech.Hub.Cache;

/// <summary>The file system operations whose failures tests have to simulate.</summary>
internal interface IDisk
{
    /// <summary>Opens or creates a partially downloaded file for reading and writing.</summary>
    Stream OpenPartial(string path);

    /// <summary>Free space for a folder, in bytes.</summary>
    long GetFreeBytes(string folder);

    void CreateSymbolicLink(string path, string target);
}
