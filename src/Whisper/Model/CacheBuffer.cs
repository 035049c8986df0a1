using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Speech.Whisper.Model;

/// <summary>One tensor of every row, rows outermost, so that any run of rows is itself a tensor.</summary>
/// <param name="memory">Where it lies: room for as many rows as there are.</param>
/// <param name="rowShape">[heads, positions, head]</param>
/// <param name="type">Type of the elements.</param>
/// <param name="elementSize">Bytes of one element.</param>
internal sealed unsafe class CacheBuffer(byte* memory, long[] rowShape, TensorElementType type, int elementSize)
{
    private readonly long _rowBytes = rowShape.Aggregate((long)elementSize, (size, length) => size * length);

    /// <summary>Rows as a tensor [count, heads, positions, head] over the same memory.</summary>
    public OrtValue Rows(int first, int count)
        => OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, [count, .. rowShape], (nint)(memory + first * _rowBytes), count * _rowBytes);

    /// <summary>Copies the first positions of one row over another's.</summary>
    public void Copy(int from, int to, int positions)
    {
        var (heads, stride, used) = (rowShape[0], rowShape[1] * rowShape[2] * elementSize, positions * rowShape[2] * elementSize);
        for (var head = 0L; head < heads; head++)
            Buffer.MemoryCopy(memory + from * _rowBytes + head * stride, memory + to * _rowBytes + head * stride, used, used);
    }

    /// <summary>Fills a row with zeros.</summary>
    public void Clear(int row) => System.Runtime.InteropServices.NativeMemory.Clear(memory + row * _rowBytes, (nuint)_rowBytes);
}
