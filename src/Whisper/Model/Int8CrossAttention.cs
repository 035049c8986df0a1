using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>Attention to audio whose keys and values are kept in 8 bits.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="config">Tells the sizes.</param>
/// <param name="alignmentHeads">Heads whose attention is wanted.</param>
internal sealed class Int8CrossAttention(GraphWriter graph, WhisperConfig config, IReadOnlyList<AlignmentHead> alignmentHeads) : ICrossAttention
{
    private readonly CacheEdges _caches = new(graph, config, ElementType.Float);
    private readonly Edge _isWanted = graph.Input(DecoderGraph.Listening, ElementType.Int64, 1);
    private readonly List<Edge> _listened = [];

    public Edge Listened => graph.Concat([.. _listened], axis: 1);

    public Edge Attend(Edge query, int layer)
    {
        var wanted = AlignmentHead.InLayer(alignmentHeads, layer);
        var (attended, listened) = graph.Int8Attention(
            query, _caches.AudioInt8(CacheNames.CrossKey(layer)), _caches.AudioInt8(CacheNames.CrossValue(layer)),
            _caches.Scales(CacheNames.CrossKeyScale(layer)), _caches.Scales(CacheNames.CrossValueScale(layer)), graph.Integers(wanted), _isWanted);
        if (wanted.Length > 0) _listened.Add(listened);
        return attended;
    }
}
