using Speech.Hub.Cache;

namespace Speech.Hub.Tests.Support;

/// <summary>The real disk with simulated limits: free space, a quota, or missing support for links.</summary>
internal sealed class TestDisk : IDisk
{
    private const int NoSpaceLeft = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private readonly Disk _disk = new();
    private readonly ConditionSignal _written = new();
    private long _longest;

    public long Free { get; init; } = long.MaxValue;

    public long Quota { get; init; } = long.MaxValue;

    public bool HasLinks { get; init; } = true;

    /// <summary>Completes when the given number of bytes has been written to one file.</summary>
    public Task WhenWritten(long bytes) => _written.When(() => Interlocked.Read(ref _longest) >= bytes);

    public Stream OpenPartial(string path) => new WatchedStream(this, _disk.OpenPartial(path));

    public long GetFreeBytes(string folder) => Free;

    public void CreateSymbolicLink(string path, string target)
    {
        if (!HasLinks) throw new UnauthorizedAccessException();
        _disk.CreateSymbolicLink(path, target);
    }

    private void Wrote(long end)
    {
        Interlocked.Exchange(ref _longest, Math.Max(end, Interlocked.Read(ref _longest)));
        _written.Changed();
    }

    private sealed class WatchedStream(TestDisk disk, Stream file) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (file.Position + count > disk.Quota) throw new IOException("full", OperatingSystem.IsWindows() ? DiskFullOnWindows
                : NoSpaceLeft);
            file.Write(buffer, offset, count);
            disk.Wrote(file.Position);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
