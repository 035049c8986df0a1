using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>Runs the decoder over rows of a <see cref="RowCache"/>.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly WhisperConfig _config;
    private readonly InferenceSession _cross, _session;
    // For one row, or one token a row, where the profile has something faster for that.
    private readonly InferenceSession? _fused;
    private readonly SharedWeights? _shared;
    private readonly RunOptions _run = new();
    private readonly string[] _audio, _inputs, _outputs;
    private readonly int _alignmentHeads;
    private float[] _logits = [], _attention = [];

    public Decoder(WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads, int threads)
    {
        (_config, _alignmentHeads) = (config, alignmentHeads.Count);
        _cross = Sessions.Open(CrossGraph.Create(config, weights, profile), profile, threads);
        if (profile.ListensInInt8) _shared = new SharedWeights();
        _session = Sessions.Open(DecoderGraph.Create(config, weights, profile, alignmentHeads), profile, threads, _shared);
        if (profile.ListensInInt8) _fused = Sessions.Open(DecoderGraph.CreateFused(config, weights, profile, alignmentHeads), profile, threads, _shared);

        string[] PerLayer(params Func<int, string>[] names) => CacheNames.PerLayer(config.DecoderLayers, names);
        _audio = profile.ListensInInt8
            ? PerLayer(CacheNames.CrossKey, CacheNames.CrossValue, CacheNames.CrossKeyScale, CacheNames.CrossValueScale)
            : PerLayer(CacheNames.CrossKey, CacheNames.CrossValue);
        _inputs = [DecoderGraph.Tokens, DecoderGraph.Past, DecoderGraph.At, .. PerLayer(CacheNames.PastKey, CacheNames.PastValue), .. _audio, .. profile.ListensInInt8 ? [DecoderGraph.Listening] : Array.Empty<string>()];
        _outputs = [DecoderGraph.Logits, .. PerLayer(CacheNames.NewKey, CacheNames.NewValue)];
    }

    /// <summary>Ids of the vocabulary: length of a row of logits.</summary>
    public int Vocabulary => _config.VocabSize;

    /// <summary>Heads of the attention, and positions that each looks at.</summary>
    public (int Heads, int Positions) AttentionShape => (_alignmentHeads, _config.MaxSourcePositions);

    /// <summary>Lets a row listen to a window: computes the keys and values of its audio.</summary>
    /// <param name="cache">Receives them.</param>
    /// <param name="row">The row.</param>
    /// <param name="hidden">The encoder's output, [1, positions, width].</param>
    public void Listen(RowCache cache, int row, OrtValue hidden)
    {
        using var audio = cache.Audio(row, 1);
        _cross.Run(_run, [EncoderGraph.Hidden], [hidden], _audio, [.. audio]);
    }

    /// <summary>One pass over a run of rows.</summary>
    /// <param name="cache">The rows' memory; the new tokens' keys and values are written into it.</param>
    /// <param name="first">First row.</param>
    /// <param name="past">Tokens each row already holds, [rows]. Less than were written rewinds the row.</param>
    /// <param name="tokens">New tokens, [rows, time]; shorter rows padded with anything on the right.</param>
    /// <param name="at">Places among the new tokens whose logits are wanted, [rows, picks].</param>
    /// <returns>Logits [rows, picks, vocabulary], valid until the next pass.</returns>
    public Span<float> Run(RowCache cache, int first, long[] past, long[] tokens, long[] at) => Run(cache, first, past, tokens, at, _outputs, []);

    /// <inheritdoc cref="Run(RowCache, int, long[], long[], long[])"/>
    /// <param name="cache">The rows' memory.</param>
    /// <param name="first">First row.</param>
    /// <param name="past">Tokens each row already holds, [rows].</param>
    /// <param name="tokens">New tokens, [rows, time].</param>
    /// <param name="at">Places among the new tokens, [rows, picks].</param>
    /// <param name="listening">Whether the attention is wanted.</param>
    /// <param name="attention">What the new tokens listen to, [rows, heads, time, positions], valid until the next pass; empty where it is not wanted.</param>
    public Span<float> Run(RowCache cache, int first, long[] past, long[] tokens, long[] at, bool listening, out ReadOnlySpan<float> attention)
    {
        attention = default;
        if (!listening) return Run(cache, first, past, tokens, at);
        var (rows, time) = (past.Length, tokens.Length / past.Length);
        var size = rows * _alignmentHeads * time * _config.MaxSourcePositions;
        if (_attention.Length < size) _attention = new float[size];
        attention = _attention.AsSpan(0, size);
        using var value = Wrap(_attention, rows, _alignmentHeads, time, _config.MaxSourcePositions);
        return Run(cache, first, past, tokens, at, [.. _outputs, DecoderGraph.Attention], [value]);
    }

    private Span<float> Run(RowCache cache, int first, long[] past, long[] tokens, long[] at, string[] outputs, OrtValue[] extra)
    {
        var rows = past.Length;
        var (time, picks) = (tokens.Length / rows, at.Length / rows);
        if (past.Max() + time > _config.MaxTargetPositions + RowCache.Slack)
            throw new ArgumentException("The new tokens do not fit behind the longest row.", nameof(tokens));

        var size = rows * picks * Vocabulary;
        if (_logits.Length < size) _logits = new float[size];
        using var logits = Wrap(_logits, rows, picks, Vocabulary);
        using var tokensValue = OrtValue.CreateTensorValueFromMemory(tokens, [rows, time]);
        using var pastValue = OrtValue.CreateTensorValueFromMemory(past, [rows]);
        using var atValue = OrtValue.CreateTensorValueFromMemory(at, [rows, picks]);
        using var listening = OrtValue.CreateTensorValueFromMemory([extra.Length > 0 ? 1L : 0L], [1]);
        using CacheViews self = cache.Self(first, rows), audio = cache.Audio(first, rows);
        var session = time == 1 || rows == 1 ? _fused ?? _session : _session;
        session.Run(_run, _inputs, [tokensValue, pastValue, atValue, .. self, .. audio, .. _fused is null ? [] : new[] { listening }], outputs, [logits, .. self, .. extra]);
        return _logits.AsSpan(0, size);
    }

    /// <summary>The beginning of an array as a tensor.</summary>
    private static OrtValue Wrap(float[] memory, params long[] shape)
        => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, (int)shape.Aggregate((a, b) => a * b)), shape);

    public void Dispose()
    {
        _run.Dispose();
        _fused?.Dispose();
        _session.Dispose();
        _cross.Dispose();
        _shared?.Dispose();
    }
}
