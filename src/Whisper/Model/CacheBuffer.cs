using System.Collections;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>Shape of one slot of a cache tensor: [heads, positions, head].</summary>
internal sealed record CacheShape(long Heads, long Positions, long HeadWidth, TensorElementType Type, int ElementSize)
{
    /// <summary>Bytes of one slot.</summary>
    public long Bytes => Heads * Positions * HeadWidth * ElementSize;
}

/// <summary>A cache tensor [slots, heads, positions, head]: consecutive slots are themselves a tensor.</summary>
/// <param name="memory">The memory that contains it.</param>
/// <param name="address">Address of the first slot.</param>
/// <param name="shape">Shape of one slot.</param>
internal sealed class CacheBuffer(ICacheMemory memory, nint address, CacheShape shape)
{
    /// <summary>Consecutive slots as a tensor [count, heads, positions, head] over the same memory.</summary>
    public OrtValue View(int firstSlot, int count) => OrtValue.CreateTensorValueWithData(
        memory.Info, shape.Type, [count, shape.Heads, shape.Positions, shape.HeadWidth], AddressOf(firstSlot), count * shape.Bytes);

    /// <summary>Copies one slot to another.</summary>
    public void Copy(int from, int to) => Copy(from, to, 0, shape.Positions);

    /// <summary>Copies positions of one slot to the same positions of another; the others may be copied, too.</summary>
    public void Copy(int from, int to, long start, long end)
    {
        var positionBytes = shape.HeadWidth * shape.ElementSize;
        memory.Copy(
            AddressOf(from), AddressOf(to), parts: shape.Heads, stride: shape.Positions * positionBytes,
            start: start * positionBytes, end: end * positionBytes);
    }

    /// <summary>Fills a slot with zeros.</summary>
    public void Clear(int slot) => memory.Clear(AddressOf(slot), shape.Bytes);

    private nint AddressOf(int slot) => (nint)(address + slot * shape.Bytes);
}

/// <summary>Views of the same slots of several buffers, for one forward pass.</summary>
internal sealed class CacheViews(IReadOnlyList<CacheBuffer> buffers, int firstSlot, int count) : IReadOnlyCollection<OrtValue>, IDisposable
{
    private readonly OrtValue[] _values = [.. buffers.Select(buffer => buffer.View(firstSlot, count))];

    public int Count => _values.Length;

    public IEnumerator<OrtValue> GetEnumerator() => ((IEnumerable<OrtValue>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var value in _values) value.Dispose();
    }
}
