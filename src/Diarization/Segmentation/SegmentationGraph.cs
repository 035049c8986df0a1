using Speech.Diarization.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Segmentation;

/// <summary>PyanNet (Bredin and Laurent 2021; powerset: Plaquet and Bredin 2023): who speaks in each frame of a chunk. As many layers as the checkpoint has.</summary>
internal static class SegmentationGraph
{
    public const string Audio = "audio", LogProbabilities = "log_probabilities";

    /// <summary>[batch, samples] to [batch, frames, classes].</summary>
    /// <exception cref="DiarizationModelException">The checkpoint lacks a tensor.</exception>
    /// <exception cref="WeightException">A tensor has a shape that does not fit the others.</exception>
    public static GraphModel Create(SegmentationConfig config, CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var audio = graph.Input(Audio, ElementType.Float, "batch", "samples");
        var features = SincNetGraph.Write(graph, layers, audio, SincFilters.Create(weights), config.Geometry.Stride);
        var logits = Classify(graph, layers, weights, Remember(graph, layers, weights, features), config.Classes);
        graph.Output(LogProbabilities, graph.Node("LogSoftmax", [logits], ("axis", -1)), ElementType.Float, "batch", "frames", config.Classes);
        return graph.ToModel();
    }

    /// <summary>The recurrent layers: [batch, features, frames] to [frames, batch, directions * hidden].</summary>
    public static Edge Remember(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge features)
    {
        var lstm = new LstmWriter(graph, layers);
        var x = graph.Transpose(features, 2, 0, 1);
        // One module of several layers, or several modules of one layer: only the names differ.
        for (var layer = 0; ; layer++)
        {
            var (prefix, suffix) = weights.Contains("lstm.weight_ih_l0") ? ("lstm.", $"_l{layer}") : ($"lstm.{layer}.", "_l0");
            if (!weights.Contains($"{prefix}weight_ih{suffix}")) return layer > 0 ? x : throw new DiarizationModelException("The checkpoint has no recurrent layer.");
            x = weights.Contains($"{prefix}weight_ih{suffix}_reverse") ? lstm.Write(x, prefix, suffix, $"{suffix}_reverse") : lstm.Write(x, prefix, suffix);
        }
    }

    /// <summary>[frames, batch, features] to the logits [batch, frames, classes].</summary>
    public static Edge Classify(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, int classes)
    {
        x = graph.Transpose(x, 1, 0, 2);
        for (var layer = 0; weights.Contains($"linear.{layer}.weight"); layer++)
            x = graph.LeakyRelu(layers.Linear(x, $"linear.{layer}", LinearKind.Dense));
        // A classifier of another size is one for another number of speakers: better told by name than by an index out of range.
        _ = layers.Shape("classifier.weight", classes, null);
        return layers.Linear(x, "classifier", LinearKind.Dense);
    }
}
