using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>One tensor of every row, rows outermost, so that any run of rows is itself a tensor.</summary>
internal sealed class CacheBuffer
{
    private readonly ICacheMemory _memory;
    private readonly nint _start;
    private readonly long[] _rowShape;
    private readonly TensorElementType _type;
    private readonly int _elementSize;
    private readonly long _rowBytes;

    /// <param name="memory">Where it lies.</param>
    /// <param name="start">Where in it: room for as many rows as there are.</param>
    /// <param name="rowShape">[heads, positions, head]</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="elementSize">Bytes of one element.</param>
    public CacheBuffer(ICacheMemory memory, nint start, long[] rowShape, TensorElementType type, int elementSize)
    {
        (_memory, _start, _rowShape, _type, _elementSize) = (memory, start, rowShape, type, elementSize);
        _rowBytes = rowShape.Aggregate((long)elementSize, (size, length) => size * length);
    }

    /// <summary>Rows as a tensor [count, heads, positions, head] over the same memory.</summary>
    public OrtValue Rows(int first, int count)
        => OrtValue.CreateTensorValueWithData(_memory.Info, _type, [count, .. _rowShape], Row(first), count * _rowBytes);

    /// <summary>Copies the first positions of one row over another's.</summary>
    public void Copy(int from, int to, int positions)
    {
        var position = _rowShape[2] * _elementSize;
        _memory.Copy(Row(from), Row(to), parts: _rowShape[0], stride: _rowShape[1] * position, used: positions * position);
    }

    /// <summary>Fills a row with zeros.</summary>
    public void Clear(int row) => _memory.Clear(Row(row), _rowBytes);

    private nint Row(int row) => (nint)(_start + row * _rowBytes);
}
