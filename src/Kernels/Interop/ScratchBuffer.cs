using System.Buffers;
using System.Runtime.InteropServices;

namespace Speech.Kernels.Interop;

/// <summary>Pooled working memory of one kernel call, pinned and aligned to a cache line.</summary>
internal unsafe ref struct ScratchBuffer
{
    private const int CacheLineBytes = 64;

    private readonly float[] _array;
    private GCHandle _pin;

    /// <param name="length">Number of 32-bit elements.</param>
    public ScratchBuffer(int length)
    {
        _array = ArrayPool<float>.Shared.Rent(length + CacheLineBytes / sizeof(float));
        _pin = GCHandle.Alloc(_array, GCHandleType.Pinned);
        Start = (float*)((_pin.AddrOfPinnedObject() + CacheLineBytes - 1) & -CacheLineBytes);
    }

    /// <summary>First element.</summary>
    public float* Start { get; }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_array);
    }
}
