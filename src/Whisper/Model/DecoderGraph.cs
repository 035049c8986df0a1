using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>The decoder: new tokens of several rows in one pass, each row at its own position.</summary>
/// <remarks>
/// Row b holds <c>past[b]</c> tokens in the cache; its new tokens take the places after them. A row with fewer new tokens than the
/// others is padded on the right: what the padding writes lies beyond the row's length and is overwritten later. To rewind a row,
/// pass a smaller <c>past</c>.
/// </remarks>
internal sealed class DecoderGraph
{
    public const string Tokens = "tokens", Past = "past", At = "at", Logits = "logits", Attention = "attention", Listening = "listening";

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

    /// <summary>For any number of rows and new tokens.</summary>
    /// <remarks>
    /// Inputs: <c>tokens</c> [batch, time], <c>past</c> [batch], <c>at</c> [batch, picks] (places among the new tokens whose logits are wanted),
    /// the caches, and <c>listening</c> [1] where the profile <see cref="ComputeProfile.ListensInInt8"/>: 1 where the attention is wanted, otherwise 0.
    /// Outputs: <c>logits</c> [batch, picks, vocabulary], the caches with the new tokens in place, and <c>attention</c>
    /// [batch, alignment heads, time, positions]: what each new token listens to.
    /// </remarks>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads)
        => new DecoderGraph(config, weights, profile).Write(alignmentHeads, isFused: false);

    /// <summary>The same for one row or one new token a row, with fewer operators, which a CPU has.</summary>
    public static GraphModel CreateFused(WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads)
        => new DecoderGraph(config, weights, profile).Write(alignmentHeads, isFused: true);

    private GraphModel Write(IReadOnlyList<AlignmentHead> alignmentHeads, bool isFused)
    {
        var (tokens, past, positions, time) = Inputs();
        ISelfAttention self = isFused ? new FusedSelfAttention(_graph, _config, past, time) : new SpeltSelfAttention(_graph, _config, _profile.Compute, past, positions);
        ICrossAttention cross = _profile.ListensInInt8 ? new Int8CrossAttention(_graph, _config, alignmentHeads) : new SpeltCrossAttention(_graph, _config, _profile.Compute, alignmentHeads);
        Layers(tokens, positions, self, cross);
        _graph.Output(Attention, AsFloat(cross.Listened), ElementType.Float, "batch", _profile.ListensInInt8 ? "heads" : alignmentHeads.Count, "time", _config.MaxSourcePositions);
        return _graph.ToModel();
    }

    private (Edge Tokens, Edge Past, Edge Positions, Edge Time) Inputs()
    {
        var tokens = _graph.Input(Tokens, ElementType.Int64, "batch", "time");
        var past = _graph.Input(Past, ElementType.Int64, "batch");
        var time = _graph.LengthOf(tokens, 1);
        return (tokens, past, _graph.Add(_graph.Unsqueeze(past, 1), _graph.Range(time)), time);
    }

    private void Layers(Edge tokens, Edge positions, ISelfAttention self, ICrossAttention cross)
    {
        var at = _graph.Input(At, ElementType.Int64, "batch", "picks");
        var x = Embed(tokens, positions);
        for (var layer = 0; layer < _config.DecoderLayers; layer++) x = Layer(x, layer, self, cross);
        Unembed(_graph.Node("GatherND", [x, _graph.Unsqueeze(at, 2)], ("batch_dims", 1)));
    }

    private Edge Embed(Edge tokens, Edge positions)
    {
        var embedded = _graph.Gather(_layers.Weight("model.decoder.embed_tokens.weight", _config.VocabSize, _config.DModel), tokens);
        // Padding may stand beyond the last position there is.
        var inside = _graph.Min(positions, _graph.Scalar(_config.MaxTargetPositions - 1L));
        return _graph.Add(embedded, _graph.Gather(_layers.Weight("model.decoder.embed_positions.weight", _config.MaxTargetPositions, _config.DModel), inside));
    }

    private Edge Layer(Edge x, int layer, ISelfAttention self, ICrossAttention cross)
    {
        var name = $"model.decoder.layers.{layer}";
        var normed = _layers.LayerNorm(x, $"{name}.self_attn_layer_norm");
        var attended = self.Attend(Linear(normed, $"{name}.self_attn.q_proj"), Linear(normed, $"{name}.self_attn.k_proj"), Linear(normed, $"{name}.self_attn.v_proj"), layer);
        x = _graph.Add(x, Linear(attended, $"{name}.self_attn.out_proj"));

        normed = _layers.LayerNorm(x, $"{name}.encoder_attn_layer_norm");
        attended = cross.Attend(Linear(normed, $"{name}.encoder_attn.q_proj"), layer);
        x = _graph.Add(x, Linear(attended, $"{name}.encoder_attn.out_proj"));
        return EncoderGraph.FeedForward(_graph, x, name, _layers, _profile.Decoder);
    }

    private Edge Linear(Edge x, string name) => _layers.Linear(x, name, _profile.Decoder);

    /// <summary>The output layer is the embedding itself unless the checkpoint says otherwise.</summary>
    private void Unembed(Edge x)
    {
        var tied = _config.TieWordEmbeddings || !_weights.Contains("proj_out.weight");
        var logits = _layers.Linear(_layers.LayerNorm(x, "model.decoder.layer_norm"), tied ? "model.decoder.embed_tokens.weight" : "proj_out.weight", Edge.None, _profile.Decoder);
        _graph.Output(Logits, AsFloat(logits), ElementType.Float, "batch", "picks", _config.VocabSize);
    }

    private Edge AsFloat(Edge x) => _profile.Compute == ElementType.Float ? x : _graph.Cast(x, ElementType.Float);
}
