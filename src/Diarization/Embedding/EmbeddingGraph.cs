using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Embedding;

/// <summary>The embedding network as two graphs: the backbone from samples to frame features, which is nearly all
/// of the work, and the pooling from frame features and masks to embeddings.</summary>
internal static class EmbeddingGraph
{
    public const string Audio = "audio", Frames = "frames", FirstFrame = "first_frame", Masks = "masks", Embeddings = "embeddings";

    /// <summary>Writes the backbone: [1, samples] to [1, channels * height, frames].</summary>
    /// <exception cref="WeightException">A tensor is missing, or the shapes of the tensors do not match.</exception>
    public static GraphModel CreateBackbone(EmbeddingConfig config, CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var audio = graph.Input(Audio, ElementType.Float, 1, "samples");
        var features = FilterBankGraph.Write(graph, audio, config);
        var maps = ResNetGraph.Write(graph, new LayerWriter(graph, weights, profile), weights, features);
        graph.Output(Frames, PoolingGraph.Flatten(graph, maps), ElementType.Float, 1, "values", "frames");
        return graph.ToModel();
    }

    /// <summary>Writes the pooling: [1, channels * height, frames of a run], the [1] index of a window's first
    /// frame among them and [masks, frames of the window] to [masks, dimension].</summary>
    /// <inheritdoc cref="CreateBackbone"/>
    public static GraphModel CreatePooling(CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var frames = graph.Input(Frames, ElementType.Float, 1, "values", "frames");
        var first = graph.Input(FirstFrame, ElementType.Int64, 1);
        var masks = graph.Input(Masks, ElementType.Float, "masks", "window");
        var window = graph.Slice(frames, 2, first, graph.Add(first, graph.LengthOf(masks, 1)));
        var dimension = layers.Shape("resnet.seg_1.weight", null, null)[0];
        var embeddings = PoolingGraph.Project(layers, PoolingGraph.Statistics(graph, window, masks));
        graph.Output(Embeddings, embeddings, ElementType.Float, "masks", dimension);
        return graph.ToModel();
    }
}
