using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>The decoder: new tokens of several sequences in one pass, each sequence at its own position.</summary>
/// <remarks>
/// Each window has the same number of consecutive sequences, which attend to its audio together.
/// Sequence b has <c>past_lengths[b]</c> tokens in the cache; its new tokens follow them. A sequence with fewer new tokens than the others
/// is padded on the right: the padding is written behind the end of the sequence and overwritten later. A smaller <c>past_lengths</c>
/// rewinds a sequence.
/// </remarks>
internal sealed class DecoderGraph
{
    public const string Tokens = "tokens", PastLengths = "past_lengths", LogitIndices = "logit_indices";
    public const string LogWeights = "log_weights", ReturnsAttention = "returns_attention";
    public const string Logits = "logits", AttentionWeights = "attention_weights";

    private readonly GraphWriter _graph = new();
    private readonly WhisperConfig _config;
    private readonly ComputeProfile _profile;
    private readonly LayerWriter _layers;
    private readonly IWeights _weights;

    private DecoderGraph(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        (_config, _weights, _profile) = (config, weights, profile);
        _layers = new LayerWriter(_graph, weights, profile, config.DModel);
    }

    /// <summary>Writes the graph for any number of sequences and new tokens.</summary>
    /// <remarks>
    /// Inputs: <c>tokens</c> [batch, time]; <c>past_lengths</c> [batch]; <c>logit_indices</c> [batch, picks], the new tokens whose logits
    /// are computed; the caches; and with quantized caches <c>log_weights</c> [windows, positions] of the encoder's positions, -infinity
    /// after the last one, and <c>returns_attention</c> [1], 1 or 0.
    /// Outputs: <c>logits</c> [batch, picks, vocabulary]; the caches with the new tokens; <c>attention_weights</c>
    /// [windows, alignment heads, sequences of a window * time, positions], the cross-attention of each new token.
    /// </remarks>
    public static GraphModel Create(
        WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads)
        => new DecoderGraph(config, weights, profile).Write(alignmentHeads);

    private GraphModel Write(IReadOnlyList<AlignmentHead> alignmentHeads)
    {
        var (tokens, past, positions) = Inputs();
        ISelfAttention self = _profile.QuantizesCaches
            ? new QuantizedSelfAttention(_graph, _config, past)
            : new DecomposedSelfAttention(_graph, _config, _profile.Compute, past, positions);
        ICrossAttention cross = _profile.QuantizesCaches
            ? new QuantizedCrossAttention(_graph, _config, alignmentHeads)
            : new DecomposedCrossAttention(_graph, _config, _profile.Compute, alignmentHeads);
        Layers(tokens, positions, self, cross);
        Dim heads = _profile.QuantizesCaches ? "heads" : alignmentHeads.Count;
        _graph.Output(
            AttentionWeights, AsFloat(cross.AttentionWeights), ElementType.Float, "windows", heads, "queries", _config.MaxSourcePositions);
        return _graph.ToModel();
    }

    private (Edge Tokens, Edge Past, Edge Positions) Inputs()
    {
        var tokens = _graph.Input(Tokens, ElementType.Int64, "batch", "time");
        var past = _graph.Input(PastLengths, ElementType.Int64, "batch");
        return (tokens, past, _graph.Add(_graph.Unsqueeze(past, 1), _graph.Range(_graph.LengthOf(tokens, 1))));
    }

    private void Layers(Edge tokens, Edge positions, ISelfAttention self, ICrossAttention cross)
    {
        var indices = _graph.Input(LogitIndices, ElementType.Int64, "batch", "picks");
        var x = Embed(tokens, positions);
        for (var layer = 0; layer < _config.DecoderLayers; layer++) x = Layer(x, layer, self, cross);
        Unembed(_graph.Node("GatherND", [x, _graph.Unsqueeze(indices, 2)], ("batch_dims", 1)));
    }

    private Edge Embed(Edge tokens, Edge positions)
    {
        // Padding may lie behind the last position.
        var clamped = _graph.Min(positions, _graph.Scalar(_config.MaxTargetPositions - 1L));
        return _graph.Add(
            _layers.Rows("model.decoder.embed_tokens.weight", tokens, _config.VocabSize),
            _layers.Rows("model.decoder.embed_positions.weight", clamped, _config.MaxTargetPositions));
    }

    private Edge Layer(Edge x, int layer, ISelfAttention self, ICrossAttention cross)
    {
        var name = $"model.decoder.layers.{layer}";
        var normed = _layers.LayerNorm(x, $"{name}.self_attn_layer_norm");
        var (query, key) = (Project(normed, "self_attn.q_proj"), Project(normed, "self_attn.k_proj"));
        var value = Project(normed, "self_attn.v_proj");
        x = Project(self.Attend(query, key, value, layer), "self_attn.out_proj", addend: x);

        normed = _layers.LayerNorm(x, $"{name}.encoder_attn_layer_norm");
        var attended = cross.Attend(Project(normed, "encoder_attn.q_proj"), layer);
        x = Project(attended, "encoder_attn.out_proj", addend: x);
        return EncoderGraph.FeedForward(x, name, _layers, _profile.Decoder);

        Edge Project(Edge from, string matrix, Edge addend = default)
            => _layers.Projection(from, $"{name}.{matrix}", _profile.Decoder, addend);
    }

    /// <summary>The output projection; it is the token embedding itself unless the checkpoint has another matrix.</summary>
    private void Unembed(Edge x)
    {
        var isTied = _config.TieWordEmbeddings || !_weights.Contains("proj_out.weight");
        var matrix = isTied ? "model.decoder.embed_tokens.weight" : "proj_out.weight";
        var logits = _layers.Product(_layers.LayerNorm(x, "model.decoder.layer_norm"), matrix, _profile.Decoder);
        _graph.Output(Logits, AsFloat(logits), ElementType.Float, "batch", "picks", _config.VocabSize);
    }

    private Edge AsFloat(Edge x) => _profile.Compute == ElementType.Float ? x : _graph.Cast(x, ElementType.Float);
}
