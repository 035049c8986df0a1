using System.IO.MemoryMappedFiles;
using Speech.Checkpoints.Errors;

namespace Speech.Checkpoints.Files;

/// <summary>A read-only memory-mapped file. Its pages occupy memory only while they are read.</summary>
/// <remarks>Safe for concurrent reads. The file must not be truncated while it is open; blobs of the Hub cache never are.</remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _isDisposed;

    private MappedFile(string path, FileStream file)
    {
        (Path, Name, Length) = (path, System.IO.Path.GetFileName(path), file.Length);
        if (Length == 0) throw new CheckpointException(Name, "the file is empty.");
        if (IsLfsPointer(file))
            throw new CheckpointException(
                Name,
                "the file is a git-LFS pointer instead of the weights: run \"git lfs pull\" in its repository, or download the file.");
        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    private static ReadOnlySpan<byte> LfsPointerStart => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Name of the file without its folder, for messages.</summary>
    public string Name { get; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <exception cref="CheckpointException">The file is missing, empty, or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var name = System.IO.Path.GetFileName(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            return new MappedFile(path, file);
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

    /// <summary>A part of the file, without a copy; false if it is not within the file.</summary>
    public bool TryRead(long offset, long count, out ReadOnlySpan<byte> bytes)
    {
        var isInside = offset >= 0 && count is >= 0 and <= int.MaxValue && offset <= Length - count;
        bytes = isInside ? Read(offset, (int)count) : default;
        return isInside;
    }

    /// <summary>A part of the file, without a copy. Must not be used after this object is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the file.</exception>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>Whether a file is what git checks out in place of a large file when LFS is not installed.</summary>
    private static bool IsLfsPointer(FileStream file)
    {
        var start = new byte[LfsPointerStart.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.AsSpan().SequenceEqual(LfsPointerStart);
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
