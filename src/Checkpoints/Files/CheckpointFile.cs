using Microsoft.Win32.SafeHandles;
using Speech.Checkpoints.Errors;

namespace Speech.Checkpoints.Files;

/// <summary>A read-only file that is read at any offset.</summary>
/// <remarks>
/// Safe for concurrent reads. Not mapped: the pages of a mapping count as memory of the process, with those around a page that is read.
/// </remarks>
internal sealed class CheckpointFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private CheckpointFile(string path, SafeFileHandle file)
    {
        (Path, Name, Length, _file) = (path, System.IO.Path.GetFileName(path), RandomAccess.GetLength(file), file);
        if (Length == 0) throw new CheckpointException(Name, "the file is empty.");
        if (TryRead(0, LfsPointerStart.Length, out var start) && start.SequenceEqual(LfsPointerStart))
            throw new CheckpointException(
                Name,
                "the file is a git-LFS pointer instead of the weights: run \"git lfs pull\" in its repository, or download the file.");
    }

    // What git checks out in place of a large file when LFS is not installed.
    private static ReadOnlySpan<byte> LfsPointerStart => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Name of the file without its folder, for messages.</summary>
    public string Name { get; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <exception cref="CheckpointException">The file is missing, empty, or cannot be read.</exception>
    public static CheckpointFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var name = System.IO.Path.GetFileName(path);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
            return new CheckpointFile(path, file);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            if (exception is FileNotFoundException or DirectoryNotFoundException)
                throw new CheckpointException(name, "the file does not exist.", innerException: exception);
            if (exception is IOException or UnauthorizedAccessException)
                throw new CheckpointException(name, "the file cannot be read.", innerException: exception);
            throw;
        }
    }

    /// <summary>Reads a part of the file; false if it is not within the file.</summary>
    /// <exception cref="CheckpointException">The file cannot be read, or became shorter.</exception>
    public bool TryRead(long offset, long count, out ReadOnlySpan<byte> bytes)
    {
        var isInside = offset >= 0 && count >= 0 && count <= Array.MaxLength && offset <= Length - count;
        bytes = isInside ? Read(offset, (int)count) : default;
        return isInside;
    }

    /// <summary>Reads a part of the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or became shorter.</exception>
    public byte[] Read(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        var bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Reads a part of the file into memory of the caller, which is filled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or became shorter.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        try
        {
            while (!destination.IsEmpty)
            {
                var count = RandomAccess.Read(_file, destination, offset);
                if (count == 0) throw new CheckpointException(Name, "the file became shorter while it was read.");
                destination = destination[count..];
                offset += count;
            }
        }
        catch (IOException exception)
        {
            throw new CheckpointException(Name, "the file cannot be read.", innerException: exception);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
