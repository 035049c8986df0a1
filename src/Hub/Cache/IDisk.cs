namespace Speech.Hub.Cache;

/// <summary>The calls to the disk that fail in ways which a test must be able to bring about.</summary>
internal interface IDisk
{
    /// <summary>Opens a partly downloaded file for reading and writing, or makes it.</summary>
    Stream OpenPartial(string path);

    /// <summary>Bytes that may still be written into a folder.</summary>
    long FreeBytes(string folder);

    /// <summary>Makes a symbolic link.</summary>
    void CreateLink(string path, string target);
}

/// <summary>The real disk.</summary>
internal sealed class Disk : IDisk
{
    // No buffer: the download writes large pieces, and what was written has to be there when it stops.
    public Stream OpenPartial(string path) =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);

    public long FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        // Network shares and odd mounts do not tell; writing will.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    public void CreateLink(string path, string target) => File.CreateSymbolicLink(path, target);
}
