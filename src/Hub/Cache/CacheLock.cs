namespace Speech.Hub.Cache;

/// <summary>A lock between threads and processes, implemented by an exclusively opened file; compatible with huggingface_hub.</summary>
internal static class CacheLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock; disposing the result releases it.</summary>
    public static async Task<IDisposable> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsLockedByOther(exception))
            {
            }
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsLockedByOther(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) // sharing or lock violation
        : exception.HResult == (OperatingSystem.IsLinux() ? 11 : 35); // EWOULDBLOCK
}
