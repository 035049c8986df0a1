using Speech.Diarization.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Embedding;

/// <summary>The embedding network: samples and masks in, one vector per mask out.</summary>
internal static class EmbeddingGraph
{
    public const string Audio = "audio", WindowOf = "window_of", Masks = "masks", Embeddings = "embeddings";

    /// <summary>[windows, samples], [masks] and [masks, frames] to [masks, dimension].</summary>
    /// <exception cref="DiarizationModelException">The checkpoint lacks a tensor.</exception>
    /// <exception cref="WeightShapeException">A tensor has a shape that does not fit the others.</exception>
    public static GraphModel Create(EmbeddingConfig config, ModelWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var audio = graph.Input(Audio, ElementType.Float, "windows", "samples");
        var windowOf = graph.Input(WindowOf, ElementType.Int64, "masks");
        var masks = graph.Input(Masks, ElementType.Float, "masks", "frames");
        var frames = ResNetGraph.Write(graph, layers, weights, FilterBankGraph.Write(graph, audio, config));
        var dimension = layers.Shape("resnet.seg_1.weight", null, null)[0];
        graph.Output(Embeddings, PoolingGraph.Embed(layers, PoolingGraph.Statistics(graph, frames, windowOf, masks)), ElementType.Float, "masks", dimension);
        return graph.ToModel();
    }
}
