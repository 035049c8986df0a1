using System.Collections;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>One row of a cache's tensor.</summary>
internal sealed record CacheShape(long Heads, long Positions, long Head, TensorElementType Type, int ElementSize)
{
    public long Bytes => Heads * Positions * Head * ElementSize;
}

/// <summary>One tensor of every row, rows outermost, so that any run of rows is itself a tensor.</summary>
/// <param name="memory">Where it lies.</param>
/// <param name="start">Where in it: room for as many rows as there are.</param>
/// <param name="shape">Of one row.</param>
internal sealed class CacheBuffer(ICacheMemory memory, nint start, CacheShape shape)
{
    /// <summary>Rows as a tensor [count, heads, positions, head] over the same memory.</summary>
    public OrtValue Rows(int first, int count)
        => OrtValue.CreateTensorValueWithData(memory.Info, shape.Type, [count, shape.Heads, shape.Positions, shape.Head], Row(first), count * shape.Bytes);

    /// <summary>Copies one row over another.</summary>
    public void Copy(int from, int to) => Copy(from, to, shape.Positions);

    /// <summary>Copies the first positions of one row over another's.</summary>
    public void Copy(int from, int to, long positions)
    {
        var position = shape.Head * shape.ElementSize;
        memory.Copy(Row(from), Row(to), parts: shape.Heads, stride: shape.Positions * position, used: positions * position);
    }

    /// <summary>Fills a row with zeros.</summary>
    public void Clear(int row) => memory.Clear(Row(row), shape.Bytes);

    private nint Row(int row) => (nint)(start + row * shape.Bytes);
}

/// <summary>A run of rows of several buffers, for one pass.</summary>
internal sealed class CacheViews(IReadOnlyList<CacheBuffer> buffers, int first, int count) : IReadOnlyCollection<OrtValue>, IDisposable
{
    private readonly OrtValue[] _values = [.. buffers.Select(buffer => buffer.Rows(first, count))];

    public int Count => _values.Length;

    public IEnumerator<OrtValue> GetEnumerator() => ((IEnumerable<OrtValue>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var value in _values) value.Dispose();
    }
}
