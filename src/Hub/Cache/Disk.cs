namespace Speech.Hub.Cache;

/// <summary>The real file system.</summary>
internal sealed class Disk : IDisk
{
    // Unbuffered: the download writes large blocks, and all received bytes must be in the file when it stops.
    public Stream OpenPartial(string path) =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);

    public long GetFreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        // Network shares and unusual mounts do not report free space; a full disk then fails on writing.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    public void CreateSymbolicLink(string path, string target) => File.CreateSymbolicLink(path, target);
}
