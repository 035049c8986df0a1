using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>What the decoder remembers of the rows decoded together: keys and values of their tokens, and of the audio they listen to.</summary>
internal sealed class RowCache : IDisposable
{
    /// <summary>Room behind the last position for the padding of shorter rows in a pass of several tokens.</summary>
    public const int Slack = 64;

    private readonly int _audioPositions;
    private readonly ICacheMemory _memory;

    // Per layer: key, value.
    private readonly CacheBuffer[] _self, _cross;

    /// <param name="config">Tells the sizes.</param>
    /// <param name="compute">Type of the elements.</param>
    /// <param name="rows">Rows to make room for.</param>
    /// <param name="memory">Where they lie; freed with this object.</param>
    public RowCache(WhisperConfig config, ElementType compute, int rows, ICacheMemory memory)
    {
        (Capacity, _audioPositions, _memory) = (rows, config.MaxSourcePositions, memory);
        long heads = config.DecoderAttentionHeads, head = config.DModel / heads;
        var (type, elementSize) = ElementOf(compute);
        try
        {
            (_self, _cross) = (Buffers(config.MaxTargetPositions + Slack), Buffers(config.MaxSourcePositions));
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        CacheBuffer[] Buffers(long positions)
            => [.. memory.Allocate([.. Enumerable.Repeat(rows * heads * positions * head * elementSize, 2 * config.DecoderLayers)])
                .Select(start => new CacheBuffer(memory, start, [heads, positions, head], type, elementSize))];
    }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Rows that take at most half of the memory that is still free; at least 1.</summary>
    public static int RowsThatFit(WhisperConfig config, ElementType compute)
    {
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        return (int)Math.Clamp(free / 2 / BytesPerRow(config, compute), 1, int.MaxValue);
    }

    /// <summary>Keys, then values, layer by layer, of a run of rows.</summary>
    public OrtValue[] Self(int first, int count) => [.. _self.Select(buffer => buffer.Rows(first, count))];

    /// <inheritdoc cref="Self"/>
    public OrtValue[] Cross(int first, int count) => [.. _cross.Select(buffer => buffer.Rows(first, count))];

    /// <summary>Makes row <paramref name="to"/> a copy of row <paramref name="from"/>, which holds <paramref name="length"/> tokens.</summary>
    public void Copy(int from, int to, int length)
    {
        foreach (var buffer in _self) buffer.Copy(from, to, length);
        foreach (var buffer in _cross) buffer.Copy(from, to, _audioPositions);
    }

    /// <summary>Forgets a row's tokens to the last bit: places behind a row's end are masked, but NaN would show through the mask.</summary>
    public void Clear(int row)
    {
        foreach (var buffer in _self) buffer.Clear(row);
    }

    public void Dispose() => _memory.Dispose();

    private static long BytesPerRow(WhisperConfig config, ElementType compute)
        => 2L * config.DecoderLayers * config.DModel * (config.MaxTargetPositions + Slack + config.MaxSourcePositions) * ElementOf(compute).Size;

    private static (TensorElementType Type, int Size) ElementOf(ElementType compute)
        => compute == ElementType.Float16 ? (TensorElementType.Float16, sizeof(ushort)) : (TensorElementType.Float, sizeof(float));
}
