using System.IO.MemoryMappedFiles;

namespace Speech.Checkpoints.Files;

/// <summary>A file's bytes where they lie: they cost memory only while they are read.</summary>
/// <remarks>Reading is safe for several threads. The file must not be shortened while it is open; blobs of the Hub's cache never are.</remarks>
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
        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The file's name without its folder, for messages.</summary>
    public string Name { get; }

    /// <summary>Bytes.</summary>
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
        catch (Exception e)
        {
            file?.Dispose();
            if (e is FileNotFoundException or DirectoryNotFoundException) throw new CheckpointException(name, "the file does not exist.", inner: e);
            if (e is IOException or UnauthorizedAccessException) throw new CheckpointException(name, "the file cannot be read.", inner: e);
            throw;
        }
    }

    /// <summary>A part of the file, where it lies in it.</summary>
    public bool TryRead(long offset, long count, out ReadOnlySpan<byte> bytes)
    {
        var isInside = offset >= 0 && count is >= 0 and <= int.MaxValue && offset <= Length - count;
        bytes = isInside ? Read(offset, (int)count) : default;
        return isInside;
    }

    /// <summary>A part of the file, valid until this object is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the file.</exception>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
