using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>What the decoder remembers of the rows decoded together: keys and values of their tokens, and of the audio they listen to.</summary>
internal sealed class RowCache : IDisposable
{
    /// <summary>Room behind the last position for the padding of shorter rows in a pass of several tokens.</summary>
    public const int Slack = 64;

    private readonly ICacheMemory _memory;

    // Per layer: key, value. What is rounded to 8 bits is there only where the profile reads it.
    private readonly CacheBuffer[] _self, _cross, _crossInt8, _crossScales;

    /// <param name="config">Tells the sizes.</param>
    /// <param name="profile">Tells the types.</param>
    /// <param name="rows">Rows to make room for.</param>
    /// <param name="memory">Where they lie; freed with this object.</param>
    public RowCache(WhisperConfig config, ComputeProfile profile, int rows, ICacheMemory memory)
    {
        (Capacity, _memory) = (rows, memory);
        var parts = Parts.Of(config, profile);
        try
        {
            (_self, _cross, _crossInt8, _crossScales) = (Buffers(parts.Self), Buffers(parts.Cross), Buffers(parts.CrossInt8), Buffers(parts.CrossScales));
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        CacheBuffer[] Buffers(CacheShape? shape)
            => shape is null ? [] : [.. memory.Allocate([.. Enumerable.Repeat(rows * shape.Bytes, 2 * config.DecoderLayers)]).Select(start => new CacheBuffer(memory, start, shape))];
    }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Rows that take at most half of the memory that is still free; at least 1.</summary>
    public static int RowsThatFit(WhisperConfig config, ComputeProfile profile)
    {
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        return (int)Math.Clamp(free / 2 / (2 * config.DecoderLayers * Parts.Of(config, profile).Bytes), 1, int.MaxValue);
    }

    /// <summary>Key and value of the tokens, layer by layer, of a run of rows.</summary>
    public CacheViews Self(int first, int count) => new(_self, first, count);

    /// <summary>Key and value of the audio, layer by layer, of a run of rows.</summary>
    public CacheViews Cross(int first, int count) => new(_cross, first, count);

    /// <summary>The same in steps of their scales, in 8 bits; none where the profile does not read them.</summary>
    public CacheViews CrossInt8(int first, int count) => new(_crossInt8, first, count);

    /// <summary>The scales.</summary>
    public CacheViews CrossScales(int first, int count) => new(_crossScales, first, count);

    /// <summary>Makes row <paramref name="to"/> a copy of row <paramref name="from"/>, which holds <paramref name="length"/> tokens.</summary>
    public void Copy(int from, int to, int length)
    {
        foreach (var buffer in _self) buffer.Copy(from, to, length);
        foreach (var buffer in _cross.Concat(_crossInt8).Concat(_crossScales)) buffer.Copy(from, to);
    }

    /// <summary>Forgets a row's tokens to the last bit: places behind a row's end are masked, but NaN would show through the mask.</summary>
    public void Clear(int row)
    {
        foreach (var buffer in _self) buffer.Clear(row);
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>One tensor of one row, of each kind that a layer has twice.</summary>
    private sealed record Parts(CacheShape Self, CacheShape Cross, CacheShape? CrossInt8, CacheShape? CrossScales)
    {
        public long Bytes => Self.Bytes + Cross.Bytes + (CrossInt8?.Bytes ?? 0) + (CrossScales?.Bytes ?? 0);

        public static Parts Of(WhisperConfig config, ComputeProfile profile)
        {
            var isHalf = profile.Compute == ElementType.Float16;
            return new(Shape(config.MaxTargetPositions + Slack), Shape(config.MaxSourcePositions),
                profile.ListensInInt8 ? Shape(config.MaxSourcePositions) with { Type = TensorElementType.Int8, ElementSize = 1 } : null,
                profile.ListensInInt8 ? Shape(1) : null);

            CacheShape Shape(long positions) => new(config.DecoderAttentionHeads, positions, config.DModel / config.DecoderAttentionHeads,
                isHalf ? TensorElementType.Float16 : TensorElementType.Float, isHalf ? sizeof(ushort) : sizeof(float));
        }
    }
}
