using Speech.Diarization.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Embedding;

/// <summary>The embedding network in two graphs: from samples to frames, which is nearly all of the work, and from frames and masks to vectors.</summary>
internal static class EmbeddingGraph
{
    public const string Audio = "audio", Frames = "frames", First = "first", Masks = "masks", Embeddings = "embeddings";

    /// <summary>[1, samples] to [1, channels * height, frames].</summary>
    /// <exception cref="DiarizationModelException">The checkpoint lacks a tensor.</exception>
    /// <exception cref="WeightException">A tensor has a shape that does not fit the others.</exception>
    public static GraphModel CreateListening(EmbeddingConfig config, CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var audio = graph.Input(Audio, ElementType.Float, 1, "samples");
        var features = FilterBankGraph.Write(graph, audio, config);
        graph.Output(Frames, PoolingGraph.Flatten(graph, ResNetGraph.Write(graph, new LayerWriter(graph, weights, profile), weights, features)), ElementType.Float, 1, "values", "frames");
        return graph.ToModel();
    }

    /// <summary>[1, channels * height, frames of a stretch], the [1] first frame of a window in it and [masks, frames of the window] to [masks, dimension].</summary>
    /// <inheritdoc cref="CreateListening"/>
    public static GraphModel CreatePooling(CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var frames = graph.Input(Frames, ElementType.Float, 1, "values", "frames");
        var first = graph.Input(First, ElementType.Int64, 1);
        var masks = graph.Input(Masks, ElementType.Float, "masks", "window");
        var window = graph.Slice(frames, 2, first, graph.Add(first, graph.LengthOf(masks, 1)));
        var dimension = layers.Shape("resnet.seg_1.weight", null, null)[0];
        graph.Output(Embeddings, PoolingGraph.Embed(layers, PoolingGraph.Statistics(graph, window, masks)), ElementType.Float, "masks", dimension);
        return graph.ToModel();
    }
}
