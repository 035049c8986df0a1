using System.Diagnostics;
using System.Globalization;
using Speech.Audio.Errors;

namespace Speech.Audio.Input;

/// <summary>Temporary files with the audio of a request, which only this user can read. They are deleted when they are
/// closed.</summary>
public static class SpoolFiles
{
    private const string Prefix = "speech-";

    /// <summary>Creates a file; its writes are not buffered, so that a full disk shows at once.</summary>
    /// <param name="folder">An existing folder; by default the system's temporary one.</param>
    /// <exception cref="AudioSpoolException">The file cannot be created.</exception>
    public static FileStream Create(string? folder = null)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            return new FileStream(Path.Combine(folder ?? Path.GetTempPath(), name), options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AudioSpoolException(exception);
        }
    }

    /// <summary>Removes the name of an open file, so that nothing is left of it however the process ends. No effect on Windows, which
    /// does not allow it.</summary>
    /// <param name="file">The open file, which remains usable.</param>
    public static void Unlink(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
    }

    /// <summary>Appends to a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="AudioSpoolException">The file cannot be written.</exception>
    public static async ValueTask WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AudioSpoolException(exception);
        }
    }

    /// <summary>Deletes the files of processes that have ended without deleting them.</summary>
    /// <param name="folder">The folder; by default the system's temporary one.</param>
    /// <returns>The number of deleted files.</returns>
    public static int Sweep(string? folder = null)
    {
        var deleted = 0;
        foreach (var path in Directory.EnumerateFiles(folder ?? Path.GetTempPath(), Prefix + "*"))
        {
            if (IsInUse(path)) continue;
            try
            {
                File.Delete(path);
                deleted++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's, or on Windows still open.
            }
        }
        return deleted;
    }

    /// <summary>Whether the process that a file is named after is running, or the file is another program's. Containers reuse ids: a file
    /// with this process's id that is older than it was left by another.</summary>
    private static bool IsInUse(string path)
    {
        var rest = Path.GetFileName(path.AsSpan())[Prefix.Length..];
        var end = rest.IndexOf('-');
        if (end < 0 || !int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return true;
        // A random name of the form abcdefgh.xyz.
        if (rest[(end + 1)..] is not { Length: 12 } random || random.IndexOf('.') != 8) return true;
        try
        {
            using var process = Process.GetProcessById(id);
            return id != Environment.ProcessId || File.GetLastWriteTimeUtc(path) >= process.StartTime.ToUniversalTime();
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
