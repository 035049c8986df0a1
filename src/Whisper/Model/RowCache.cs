using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>What the decoder remembers of the rows decoded together: keys and values of their tokens, and of the audio they listen to.</summary>
internal sealed class RowCache : IDisposable
{
    /// <summary>Room behind the last position for the padding of shorter rows in a pass of several tokens.</summary>
    public const int Slack = 64;

    private readonly int _layers;
    private readonly int _audioPositions;

    // Per layer: past key, past value, cross key, cross value.
    private readonly CacheBuffer[] _self, _cross;

    public RowCache(WhisperConfig config, ElementType compute, int rows)
    {
        Capacity = rows;
        (_layers, _audioPositions) = (config.DecoderLayers, config.MaxSourcePositions);
        long heads = config.DecoderAttentionHeads, head = config.DModel / heads;
        var type = compute == ElementType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        _self = Buffers([heads, config.MaxTargetPositions + Slack, head]);
        _cross = Buffers([heads, config.MaxSourcePositions, head]);

        CacheBuffer[] Buffers(long[] shape) => [.. Enumerable.Range(0, 2 * _layers).Select(_ => new CacheBuffer(rows, shape, type))];
    }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Bytes that one row takes when it is full.</summary>
    private static long BytesPerRow(WhisperConfig config, ElementType compute)
        => 2L * config.DecoderLayers * config.DModel * (config.MaxTargetPositions + Slack + config.MaxSourcePositions) * (compute == ElementType.Float16 ? 2 : 4);

    /// <summary>Rows that take at most half of the memory there is; at least 1.</summary>
    public static int RowsThatFit(WhisperConfig config, ElementType compute)
        => (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesPerRow(config, compute), 1, int.MaxValue);

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

    public void Dispose()
    {
        foreach (var buffer in _self.Concat(_cross)) buffer.Dispose();
    }
}
