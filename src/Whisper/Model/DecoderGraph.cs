using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>The decoder: several tokens of several rows in one pass, each row at its own position.</summary>
/// <remarks>
/// Row b holds <c>past[b]</c> tokens in the cache; its new tokens take the places after them. A row with fewer new tokens than the
/// others is padded on the right: what the padding writes lies beyond the row's length and is overwritten later. To rewind a row,
/// pass a smaller <c>past</c>.
/// </remarks>
internal sealed class DecoderGraph
{
    public const string Tokens = "tokens", Past = "past", At = "at", Logits = "logits", Attention = "attention";

    private readonly GraphWriter _graph = new();
    private readonly WhisperConfig _config;
    private readonly ComputeProfile _profile;
    private readonly LayerWriter _layers;
    private readonly Attention _attention;
    private readonly IWeights _weights;
    private readonly ILookup<int, int> _alignmentHeads;
    private readonly List<Edge> _listened = [];

    private DecoderGraph(WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads)
    {
        (_config, _weights, _profile) = (config, weights, profile);
        _alignmentHeads = alignmentHeads.ToLookup(head => head.Layer, head => head.Head);
        _layers = new LayerWriter(_graph, weights, profile, config.DModel);
        _attention = new Attention(_graph, profile.Compute, config.DecoderAttentionHeads, config.DModel);
    }

    /// <summary>
    /// Inputs: <c>tokens</c> [batch, time], <c>past</c> [batch], <c>at</c> [batch, picks] (places among the new tokens whose logits are wanted),
    /// the caches. Outputs: <c>logits</c> [batch, picks, vocabulary], the caches with the new tokens in place, and <c>attention</c>
    /// [batch, alignment heads, time, positions]: what each new token listens to.
    /// </summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile, IReadOnlyList<AlignmentHead> alignmentHeads)
        => new DecoderGraph(config, weights, profile, alignmentHeads).Write();

    private GraphModel Write()
    {
        var tokens = _graph.Input(Tokens, ElementType.Int64, "batch", "time");
        var past = _graph.Input(Past, ElementType.Int64, "batch");
        var at = _graph.Input(At, ElementType.Int64, "batch", "picks");

        var time = _graph.LengthOf(tokens, 1);
        var positions = _graph.Add(_graph.Unsqueeze(past, 1), _graph.Range(time));
        var used = _graph.Add(_graph.Node("ReduceMax", [past], ("keepdims", 1)), time);
        var mask = CausalMask(positions, used);

        var x = Embed(tokens, positions);
        for (var layer = 0; layer < _config.DecoderLayers; layer++) x = Layer(x, layer, past, used, mask);

        x = _graph.Node("GatherND", [x, _graph.Unsqueeze(at, 2)], ("batch_dims", 1));
        var logits = Unembed(_layers.LayerNorm(x, "model.decoder.layer_norm"));
        if (_profile.Compute != ElementType.Float) logits = _graph.Cast(logits, ElementType.Float);
        _graph.Output(Logits, logits, ElementType.Float, "batch", "picks", _config.VocabSize);
        var attention = _graph.Concat([.. _listened], axis: 1);
        if (_profile.Compute != ElementType.Float) attention = _graph.Cast(attention, ElementType.Float);
        _graph.Output(Attention, attention, ElementType.Float, "batch", _alignmentHeads.Sum(layer => layer.Count()), "time", _config.MaxSourcePositions);
        return _graph.ToModel();
    }

    private Edge Embed(Edge tokens, Edge positions)
    {
        var embedded = _graph.Gather(_layers.Weight("model.decoder.embed_tokens.weight", _config.VocabSize, _config.DModel), tokens);
        // Padding may stand beyond the last position there is.
        var inside = _graph.Min(positions, _graph.Scalar(_config.MaxTargetPositions - 1L));
        return _graph.Add(embedded, _graph.Gather(_layers.Weight("model.decoder.embed_positions.weight", _config.MaxTargetPositions, _config.DModel), inside));
    }

    /// <summary>0 where a key stands at or before the query, very negative where it does not: [batch, 1, time, used].</summary>
    private Edge CausalMask(Edge positions, Edge used)
    {
        var keys = _graph.Unsqueeze(_graph.Range(used), 0, 1, 2);
        var visible = _graph.Node("LessOrEqual", [keys, _graph.Unsqueeze(positions, 1, 3)]);
        // Within the range of 16-bit floats.
        var mask = _graph.Node("Where", [visible, _graph.Scalar(0f), _graph.Scalar(-60_000f)]);
        return _profile.Compute == ElementType.Float ? mask : _graph.Cast(mask, _profile.Compute);
    }

    private Edge Layer(Edge x, int layer, Edge past, Edge used, Edge mask)
    {
        var name = $"model.decoder.layers.{layer}";
        var normed = _layers.LayerNorm(x, $"{name}.self_attn_layer_norm");
        var keys = Cache(CacheNames.PastKey(layer), CacheNames.NewKey(layer), Linear(normed, $"{name}.self_attn.k_proj"), past, used);
        var values = Cache(CacheNames.PastValue(layer), CacheNames.NewValue(layer), Linear(normed, $"{name}.self_attn.v_proj"), past, used);
        var attended = _attention.Attend(Linear(normed, $"{name}.self_attn.q_proj"), keys, values, mask);
        x = _graph.Add(x, Linear(attended, $"{name}.self_attn.out_proj"));

        normed = _layers.LayerNorm(x, $"{name}.encoder_attn_layer_norm");
        attended = _attention.Attend(Linear(normed, $"{name}.encoder_attn.q_proj"),
            CacheInput(CacheNames.CrossKey(layer), _config.MaxSourcePositions), CacheInput(CacheNames.CrossValue(layer), _config.MaxSourcePositions), Edge.None,
            out var listened);
        if (_alignmentHeads[layer].Any())
            _listened.Add(_graph.Gather(listened, _graph.Integers([.. _alignmentHeads[layer].Select(head => (long)head)]), axis: 1));
        x = _graph.Add(x, Linear(attended, $"{name}.encoder_attn.out_proj"));
        return EncoderGraph.FeedForward(_graph, x, name, _layers, _profile.Decoder);
    }

    /// <summary>Writes the new rows in place behind each row's past, and returns the part of the cache in use.</summary>
    private Edge Cache(string pastName, string newName, Edge rows, Edge past, Edge used)
    {
        var cache = CacheInput(pastName, "capacity");
        // Named itself: past and new are one buffer, and the scatter happens in place.
        var written = _graph.NamedNode(newName, "TensorScatter", [cache, _attention.Split(rows), past], ("axis", 2));
        _graph.Output(written, _profile.Compute, CacheShape("capacity"));
        return _graph.Slice(written, 2, _graph.Integers(0), used);
    }

    private Edge CacheInput(string name, Dim length) => _graph.Input(name, _profile.Compute, CacheShape(length));

    private Dim[] CacheShape(Dim length) => ["batch", _config.DecoderAttentionHeads, length, _config.DModel / _config.DecoderAttentionHeads];

    private Edge Linear(Edge x, string name) => _layers.Linear(x, name, _profile.Decoder);

    /// <summary>The output layer is the embedding itself unless the checkpoint says otherwise.</summary>
    private Edge Unembed(Edge x)
    {
        var tied = _config.TieWordEmbeddings || !_weights.Contains("proj_out.weight");
        return _layers.Linear(x, tied ? "model.decoder.embed_tokens.weight" : "proj_out.weight", Edge.None, _profile.Decoder);
    }
}
