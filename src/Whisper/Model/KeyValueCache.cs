using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Kernels;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Whisper.Search;

namespace Speech.Whisper.Model;

/// <summary>The decoder's key/value cache: a slot per window with its cross-attention keys and values, which its sequences share, and
/// the self-attention keys and values of each sequence.</summary>
internal sealed class KeyValueCache : IDisposable
{
    /// <summary>Tokens of capacity behind the last position, for the padding of shorter sequences in a pass of several tokens.</summary>
    public const int PaddingCapacity = 64;

    private readonly ICacheMemory _memory;
    private readonly bool _isQuantized;

    // Per layer: key, value, and their scales when quantized; for self-attention in one buffer then.
    private readonly CacheBuffer[] _selfAttention, _crossAttention;

    // Of the encoder's positions, [slots, positions].
    private readonly float[] _logWeights;
    private readonly int _positions;

    /// <param name="config">Dimensions of the network.</param>
    /// <param name="profile">Determines the element types.</param>
    /// <param name="slots">Number of slots.</param>
    /// <param name="sequencesPerSlot">Number of sequences of a slot.</param>
    /// <param name="memory">Memory for the slots; freed with this object.</param>
    public KeyValueCache(WhisperConfig config, ComputeProfile profile, int slots, int sequencesPerSlot, ICacheMemory memory)
    {
        (Capacity, SequencesPerSlot, _memory, _isQuantized) = (slots, sequencesPerSlot, memory, profile.QuantizesCaches);
        _positions = (int)config.MaxSourcePositions;
        _logWeights = new float[slots * _positions];
        try
        {
            // A slot has room for the longest text; most texts take a quarter of it.
            _selfAttention = Allocate(SelfAttentionShapes(config, profile), slots * sequencesPerSlot, areSparse: true);
            _crossAttention = Allocate(CrossAttentionShapes(config, profile), slots, areSparse: false);
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        CacheBuffer[] Allocate(CacheShape[] layer, int count, bool areSparse)
        {
            CacheShape[] shapes = [.. Enumerable.Repeat(layer, config.DecoderLayers).SelectMany(shape => shape)];
            var addresses = memory.Allocate([.. shapes.Select(shape => count * shape.Bytes)], areSparse);
            return [.. addresses.Zip(shapes, (address, shape) => new CacheBuffer(memory, address, shape))];
        }
    }

    /// <summary>Number of slots.</summary>
    public int Capacity { get; }

    /// <summary>Number of sequences of a slot.</summary>
    public int SequencesPerSlot { get; }

    /// <summary>Number of slots that take at most half of the free memory; at least 1.</summary>
    public static int SlotsThatFit(WhisperConfig config, ComputeProfile profile, int sequencesPerSlot)
    {
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        var layer = sequencesPerSlot * SelfAttentionShapes(config, profile).Sum(shape => shape.Bytes)
            + CrossAttentionShapes(config, profile).Sum(shape => shape.Bytes);
        return (int)Math.Clamp(free / 2 / (config.DecoderLayers * layer), 1, int.MaxValue);
    }

    /// <summary>Self-attention keys and values of consecutive sequences, layer by layer.</summary>
    /// <param name="firstSlot">The slot whose first sequence is the first one.</param>
    /// <param name="count">Number of sequences.</param>
    public CacheViews SelfAttention(int firstSlot, int count) => new(_selfAttention, firstSlot * SequencesPerSlot, count);

    /// <summary>Cross-attention keys and values, and their scales when quantized, of consecutive slots, layer by layer.</summary>
    public CacheViews CrossAttention(int firstSlot, int count) => new(_crossAttention, firstSlot, count);

    /// <summary>
    /// Logarithms of the weights of the encoder's positions in consecutive slots, [count, positions]; -infinity after a window's last one.
    /// </summary>
    public OrtValue LogWeights(int firstSlot, int count) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _logWeights.AsMemory(firstSlot * _positions, count * _positions), [count, _positions]);

    /// <summary>Sets the logarithms of the weights of the positions that the encoder computed of a slot's window.</summary>
    public void SetLogWeights(int slot, ReadOnlySpan<float> weights)
    {
        var all = _logWeights.AsSpan(slot * _positions, _positions);
        weights.CopyTo(all);
        all[weights.Length..].Fill(float.NegativeInfinity);
    }

    /// <summary>Copies a slot whose sequences have at most <paramref name="length"/> tokens to another slot.</summary>
    public void Copy(int from, int to, int length)
    {
        foreach (var buffer in _crossAttention) buffer.Copy(from, to);
        Array.Copy(_logWeights, from * _positions, _logWeights, to * _positions, _positions);
        foreach (var buffer in _selfAttention)
            for (var sequence = 0; sequence < SequencesPerSlot; sequence++)
                buffer.Copy(from * SequencesPerSlot + sequence, to * SequencesPerSlot + sequence, 0, length);
    }

    /// <summary>Copies keys and values of tokens from one sequence of a slot to another one.</summary>
    public void Copy(int slot, CacheCopy copy)
    {
        var first = slot * SequencesPerSlot;
        foreach (var buffer in _selfAttention) buffer.Copy(first + copy.From, first + copy.To, copy.Start, copy.End);
    }

    /// <summary>
    /// Fills the self-attention part of a slot with zeros: positions behind the end are masked, but NaN would pass through the mask. With
    /// quantized caches they are not read.
    /// </summary>
    public void Clear(int slot)
    {
        if (_isQuantized) return;
        foreach (var buffer in _selfAttention)
            for (var sequence = 0; sequence < SequencesPerSlot; sequence++) buffer.Clear(slot * SequencesPerSlot + sequence);
    }

    public void Dispose() => _memory.Dispose();

    // Of one sequence and layer.
    private static CacheShape[] SelfAttentionShapes(WhisperConfig config, ComputeProfile profile)
    {
        var shape = Shape(config, profile, config.MaxTargetPositions + PaddingCapacity);
        if (!profile.QuantizesCaches) return [shape, shape];
        var bytes = Int8CausalAttention.PositionBytes(shape.HeadWidth);
        return [shape with { HeadWidth = bytes, Type = TensorElementType.UInt8, ElementSize = sizeof(byte) }];
    }

    private static CacheShape[] CrossAttentionShapes(WhisperConfig config, ComputeProfile profile)
    {
        var shape = Shape(config, profile, config.MaxSourcePositions);
        if (!profile.QuantizesCaches) return [shape, shape];
        return [Quantized(areKeys: true), Quantized(areKeys: false), shape with { Positions = 1 }, shape with { Positions = 1 }];

        CacheShape Quantized(bool areKeys) => shape with
        {
            Positions = CrossAttentionCacheQuantizer.Rows((int)shape.Positions, (int)shape.HeadWidth, areKeys),
            HeadWidth = CrossAttentionCacheQuantizer.RowBytes,
            Type = TensorElementType.Int8,
            ElementSize = 1,
        };
    }

    private static CacheShape Shape(WhisperConfig config, ComputeProfile profile, long positions)
    {
        var isHalf = profile.Compute == ElementType.Float16;
        return new(config.DecoderAttentionHeads, positions, config.DModel / config.DecoderAttentionHeads,
            isHalf ? TensorElementType.Float16 : TensorElementType.Float, isHalf ? sizeof(ushort) : sizeof(float));
    }
}
