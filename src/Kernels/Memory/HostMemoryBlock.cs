using System.Runtime.InteropServices;

namespace Speech.Kernels.Memory;

/// <summary>A block of host memory filled with zeros, freed when disposed.</summary>
/// <remarks>The operating system zeroes a page when it is first touched: pages that are never used take no physical memory.</remarks>
public sealed unsafe partial class HostMemoryBlock : SafeHandle
{
    // madvise(MADV_HUGEPAGE).
    private const int PageBytes = 4096, AdviseHugePages = 14;

    /// <summary>Allocates a block.</summary>
    /// <param name="length">Bytes.</param>
    /// <exception cref="OutOfMemoryException">The memory is not available.</exception>
    public HostMemoryBlock(long length) : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
        AdviseLargePages(handle, (nint)length);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Address of the first byte, valid until the block is disposed.</summary>
    public nint Address => handle;

    /// <summary>Copies bytes between ranges that do not overlap.</summary>
    public static void Copy(nint source, nint destination, long bytes)
        => Buffer.MemoryCopy((void*)source, (void*)destination, bytes, bytes);

    /// <summary>Fills a range with zeros.</summary>
    public static void Clear(nint address, long bytes) => NativeMemory.Clear((void*)address, (nuint)bytes);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }

    // Measured: with 4 KB pages, address translation takes a tenth of a decoding step that reads the whole block.
    private static void AdviseLargePages(nint start, nint length)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = (start + PageBytes - 1) & -PageBytes;
        // The result is ignored: the block works with pages of any size.
        if (start + length > first) _ = madvise(first, (nuint)(start + length - first), AdviseHugePages);
    }

    [LibraryImport("libc")]
    private static partial int madvise(nint start, nuint length, int advice);
}
