using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Speech.Whisper.Model;

/// <summary>Memory for one tensor of every row, rows outermost, so that any run of rows is itself a tensor.</summary>
/// <remarks>Zeroed by the system page by page as rows are touched: rows never used cost no memory, and no stale bits can be NaN.</remarks>
internal sealed unsafe class CacheBuffer : IDisposable
{
    private readonly TensorElementType _type;
    private readonly int _elementSize;
    private readonly long[] _rowShape;
    private readonly long _rowBytes;
    private byte* _memory;

    /// <param name="rows">Rows there is room for.</param>
    /// <param name="rowShape">[heads, positions, head]</param>
    /// <param name="type">Type of the elements.</param>
    public CacheBuffer(int rows, long[] rowShape, TensorElementType type)
    {
        (_type, _rowShape) = (type, rowShape);
        _elementSize = type == TensorElementType.Float16 ? sizeof(ushort) : sizeof(float);
        _rowBytes = rowShape.Aggregate((long)_elementSize, (size, length) => size * length);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(rows * _rowBytes));
    }

    /// <summary>Rows as a tensor [count, heads, positions, head] over the same memory.</summary>
    public OrtValue Rows(int first, int count)
        => OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _type, [count, .. _rowShape], (nint)(_memory + first * _rowBytes), count * _rowBytes);

    /// <summary>Copies the first positions of one row over another's.</summary>
    public void Copy(int from, int to, int positions)
    {
        var (heads, capacity, head) = (_rowShape[0], _rowShape[1], _rowShape[2]);
        var (stride, used) = (capacity * head * _elementSize, positions * head * _elementSize);
        for (var h = 0L; h < heads; h++)
            Buffer.MemoryCopy(_memory + from * _rowBytes + h * stride, _memory + to * _rowBytes + h * stride, used, used);
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
