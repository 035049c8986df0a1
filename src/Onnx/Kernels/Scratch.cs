using System.Buffers;
using System.Runtime.InteropServices;

namespace Speech.Onnx.Kernels;

/// <summary>Room for numbers during a call, lent by the thread: it begins with a line of the cache.</summary>
internal unsafe ref struct Scratch
{
    private const int Line = 64;

    private readonly float[] _array;
    private GCHandle _pin;

    public Scratch(int length)
    {
        _array = ArrayPool<float>.Shared.Rent(length + Line / sizeof(float));
        _pin = GCHandle.Alloc(_array, GCHandleType.Pinned);
        Start = (float*)((_pin.AddrOfPinnedObject() + Line - 1) & -Line);
    }

    public float* Start { get; }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_array);
    }
}
