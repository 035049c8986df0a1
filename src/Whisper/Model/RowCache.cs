using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Kernels;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>What the decoder remembers of the rows decoded together: keys and values of their tokens, and of the audio they listen to.</summary>
internal sealed class RowCache : IDisposable
{
    /// <summary>Room behind the last position for the padding of shorter rows in a pass of several tokens.</summary>
    public const int Slack = 64;

    private readonly ICacheMemory _memory;

    // Per layer: key, value, and their scales where they are in 8 bits.
    private readonly CacheBuffer[] _self, _audio;

    /// <param name="config">Tells the sizes.</param>
    /// <param name="profile">Tells the types.</param>
    /// <param name="rows">Rows to make room for.</param>
    /// <param name="memory">Where they lie; freed with this object.</param>
    public RowCache(WhisperConfig config, ComputeProfile profile, int rows, ICacheMemory memory)
    {
        (Capacity, _memory) = (rows, memory);
        try
        {
            (_self, _audio) = (Buffers(SelfOf(config, profile)), Buffers(AudioOf(config, profile)));
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        CacheBuffer[] Buffers(CacheShape[] layer)
        {
            CacheShape[] shapes = [.. Enumerable.Repeat(layer, config.DecoderLayers).SelectMany(shape => shape)];
            return [.. memory.Allocate([.. shapes.Select(shape => rows * shape.Bytes)]).Zip(shapes, (start, shape) => new CacheBuffer(memory, start, shape))];
        }
    }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Rows that take at most half of the memory that is still free; at least 1.</summary>
    public static int RowsThatFit(WhisperConfig config, ComputeProfile profile)
    {
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        var layer = SelfOf(config, profile).Concat(AudioOf(config, profile)).Sum(shape => shape.Bytes);
        return (int)Math.Clamp(free / 2 / (config.DecoderLayers * layer), 1, int.MaxValue);
    }

    /// <summary>Key and value of the tokens, layer by layer, of a run of rows.</summary>
    public CacheViews Self(int first, int count) => new(_self, first, count);

    /// <summary>Key and value of the audio, and their scales where they are in 8 bits, layer by layer, of a run of rows.</summary>
    public CacheViews Audio(int first, int count) => new(_audio, first, count);

    /// <summary>Makes row <paramref name="to"/> a copy of row <paramref name="from"/>, which holds <paramref name="length"/> tokens.</summary>
    public void Copy(int from, int to, int length)
    {
        foreach (var buffer in _self) buffer.Copy(from, to, length);
        foreach (var buffer in _audio) buffer.Copy(from, to);
    }

    /// <summary>Forgets a row's tokens to the last bit: places behind a row's end are masked, but NaN would show through the mask.</summary>
    public void Clear(int row)
    {
        foreach (var buffer in _self) buffer.Clear(row);
    }

    public void Dispose() => _memory.Dispose();

    // Of one row and layer.
    private static CacheShape[] SelfOf(WhisperConfig config, ComputeProfile profile)
    {
        var shape = Shape(config, profile, config.MaxTargetPositions + Slack);
        return [shape, shape];
    }

    private static CacheShape[] AudioOf(WhisperConfig config, ComputeProfile profile)
    {
        var shape = Shape(config, profile, config.MaxSourcePositions);
        if (!profile.ListensInInt8) return [shape, shape];
        return [Int8(areKeys: true), Int8(areKeys: false), shape with { Positions = 1 }, shape with { Positions = 1 }];

        CacheShape Int8(bool areKeys) => shape with
        {
            Positions = AudioRounding.Rows((int)shape.Positions, (int)shape.Head, areKeys), Head = AudioRounding.RowBytes, Type = TensorElementType.Int8, ElementSize = 1,
        };
    }

    private static CacheShape Shape(WhisperConfig config, ComputeProfile profile, long positions)
    {
        var isHalf = profile.Compute == ElementType.Float16;
        return new(config.DecoderAttentionHeads, positions, config.DModel / config.DecoderAttentionHeads,
            isHalf ? TensorElementType.Float16 : TensorElementType.Float, isHalf ? sizeof(ushort) : sizeof(float));
    }
}
