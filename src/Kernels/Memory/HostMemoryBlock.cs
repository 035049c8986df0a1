using System.Runtime.InteropServices;

namespace Speech.Kernels.Memory;

/// <summary>A block of host memory filled with zeros, freed when disposed.</summary>
/// <remarks>The operating system zeroes a page when it is first touched: pages that are never used take no physical memory.</remarks>
public sealed unsafe class HostMemoryBlock : SafeHandle
{
    /// <summary>Allocates a block.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="isSparse">Whether most of it may stay unused: then its pages are small, otherwise large.</param>
    /// <exception cref="OutOfMemoryException">The memory is not available.</exception>
    public HostMemoryBlock(long length, bool isSparse) : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
        if (!isSparse) MemoryAdvice.PreferLargePages(handle, (nint)length);
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
}
