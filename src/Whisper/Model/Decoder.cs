using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Runs the decoder over sequences in the slots of a <see cref="KeyValueCache"/>. For one thread at a time.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly WhisperConfig _config;
    private readonly InferenceSession _crossAttentionCache, _session;
    private readonly MappedWeights _mapped;
    private readonly bool _isQuantized;
    private readonly RunOptions _run = new();
    private readonly string[] _crossAttentionNames, _inputs, _outputs;
    private readonly int _alignmentHeads;
    private float[] _logits = [];

    public Decoder(
        WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads,
        OnnxRuntimeEnvironment environment, MappedWeights mapped)
    {
        (_config, _mapped, _alignmentHeads) = (config, mapped, alignmentHeads.Count);
        _isQuantized = profile.QuantizesCaches;
        _crossAttentionCache = environment.OpenSession(CrossAttentionCacheGraph.Create(config, weights, profile), profile, mapped);
        try
        {
            _session = environment.OpenSession(DecoderGraph.Create(config, weights, profile, alignmentHeads), profile, mapped);
        }
        catch
        {
            _crossAttentionCache.Dispose();
            throw;
        }

        string[] PerLayer(params Func<int, string>[] names) => CacheNames.PerLayer(config.DecoderLayers, names);
        _crossAttentionNames = _isQuantized
            ? PerLayer(CacheNames.CrossKey, CacheNames.CrossValue, CacheNames.CrossKeyScale, CacheNames.CrossValueScale)
            : PerLayer(CacheNames.CrossKey, CacheNames.CrossValue);
        _inputs =
        [
            DecoderGraph.Tokens, DecoderGraph.PastLengths, DecoderGraph.LogitIndices,
            .. _isQuantized ? PerLayer(CacheNames.Past) : PerLayer(CacheNames.PastKey, CacheNames.PastValue), .. _crossAttentionNames,
            .. _isQuantized ? [DecoderGraph.LogWeights, DecoderGraph.ReturnsAttention] : Array.Empty<string>(),
        ];
        _outputs = _isQuantized ? PerLayer(CacheNames.New) : PerLayer(CacheNames.NewKey, CacheNames.NewValue);
    }

    /// <summary>Number of tokens in the vocabulary: the number of logits of a token.</summary>
    public int VocabularySize => _config.VocabSize;

    /// <summary>Number of alignment heads, and of encoder positions that each attends to.</summary>
    public (int Heads, int Positions) AttentionShape => (_alignmentHeads, _config.MaxSourcePositions);

    /// <summary>Computes the cross-attention keys and values of a window.</summary>
    /// <param name="cache">Receives them.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="window">The encoder's output for the window.</param>
    public void ComputeCrossAttentionCache(KeyValueCache cache, int slot, EncodedWindow window)
    {
        cache.SetLogWeights(slot, window.Positions.LogWeights);
        using var views = cache.CrossAttention(slot, 1);
        _crossAttentionCache.Run(_run, [EncoderGraph.HiddenStates], [window.HiddenStates], _crossAttentionNames, [.. views]);
    }

    /// <summary>One forward pass over the sequences of consecutive slots: over all of each of them, or the first one of one slot.</summary>
    /// <param name="cache">The cache; keys and values of the new tokens are written into it.</param>
    /// <param name="firstSlot">Slot of the first sequence.</param>
    /// <param name="past">
    /// Number of tokens of each sequence that are in the cache, [sequences]. A smaller number than were written rewinds the sequence.
    /// </param>
    /// <param name="tokens">New tokens, [sequences, time]; shorter sequences are padded on the right with any token.</param>
    /// <param name="logitIndices">Indices of the new tokens whose logits are computed, [sequences, picks].</param>
    /// <returns>Logits [sequences, picks, vocabulary], valid until the next pass.</returns>
    /// <exception cref="ArgumentException">The new tokens exceed the capacity of a slot.</exception>
    public Memory<float> Run(KeyValueCache cache, int firstSlot, long[] past, long[] tokens, long[] logitIndices)
    {
        var (sequences, picks) = (past.Length, logitIndices.Length / past.Length);
        var size = sequences * picks * VocabularySize;
        if (_logits.Length < size) _logits = new float[size];
        using var logits = Wrap(_logits, sequences, picks, VocabularySize);
        Run(cache, firstSlot, past, tokens, logitIndices, DecoderGraph.Logits, logits);
        return _logits.AsMemory(0, size);
    }

    /// <summary>One forward pass over new tokens of the first sequence of a slot, for what they attend to.</summary>
    /// <param name="cache">The cache; keys and values of the new tokens are written into it.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="past">Number of tokens of the sequence that are in the cache.</param>
    /// <param name="tokens">New tokens.</param>
    /// <returns>Cross-attention weights of the new tokens, [1, alignment heads, tokens, positions]; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The new tokens exceed the capacity of the slot.</exception>
    public OrtValue Attend(KeyValueCache cache, int slot, int past, long[] tokens)
    {
        var (heads, positions) = AttentionShape;
        var weights = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, TensorElementType.Float, [1, heads, tokens.Length, positions]);
        try
        {
            Run(cache, slot, [past], tokens, [0], DecoderGraph.AttentionWeights, weights);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Frees the rows of the token embedding that tokens have read so far: each was read from its file with the rows next to it.
    /// </summary>
    public void ReleaseEmbedding() => _mapped.ReleasePages();

    private void Run(
        KeyValueCache cache, int firstSlot, long[] past, long[] tokens, long[] logitIndices, string output, OrtValue result)
    {
        var sequences = past.Length;
        var (time, picks) = (tokens.Length / sequences, logitIndices.Length / sequences);
        if (past.Max() + time > _config.MaxTargetPositions + KeyValueCache.PaddingCapacity)
            throw new ArgumentException("The new tokens exceed the capacity of the longest sequence's slot.", nameof(tokens));

        using var tokensValue = OrtValue.CreateTensorValueFromMemory(tokens, [sequences, time]);
        using var pastValue = OrtValue.CreateTensorValueFromMemory(past, [sequences]);
        using var indicesValue = OrtValue.CreateTensorValueFromMemory(logitIndices, [sequences, picks]);
        using var returnsAttention = OrtValue.CreateTensorValueFromMemory([output == DecoderGraph.AttentionWeights ? 1L : 0L], [1]);
        using var self = cache.SelfAttention(firstSlot, sequences);
        var slots = CountSlots(cache, sequences);
        using var cross = cache.CrossAttention(firstSlot, slots);
        using var logWeights = cache.LogWeights(firstSlot, slots);
        _session.Run(
            _run, _inputs,
            [tokensValue, pastValue, indicesValue, .. self, .. cross, .. _isQuantized ? new[] { logWeights, returnsAttention } : []],
            [output, .. _outputs], [result, .. self]);
    }

    private static int CountSlots(KeyValueCache cache, int sequences) => sequences == 1 ? 1 : sequences / cache.SequencesPerSlot;

    /// <summary>The beginning of an array as a tensor.</summary>
    private static OrtValue Wrap(float[] memory, params long[] shape) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, (int)shape.Aggregate((product, length) => product * length)), shape);

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _crossAttentionCache.Dispose();
    }
}
