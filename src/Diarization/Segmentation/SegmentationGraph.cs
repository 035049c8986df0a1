using Speech.Diarization.Loading;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Segmentation;

/// <summary>PyanNet, the segmentation network: SincNet, LSTM stack, feed-forward layers, classifier
/// with powerset or multi-label output. The checkpoint decides the number of layers.</summary>
/// <remarks>Bredin and Laurent, End-to-end speaker segmentation for overlap-aware
/// resegmentation, 2021; powerset output: Plaquet and Bredin, 2023.</remarks>
internal static class SegmentationGraph
{
    public const string Audio = "audio", Scores = "scores";

    /// <summary>Writes the graph: [batch, samples] to [batch, frames, classes].</summary>
    /// <exception cref="WeightException">A tensor is missing, or the shapes of the tensors do not match.</exception>
    public static GraphModel Create(SegmentationConfig config, CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var audio = graph.Input(Audio, ElementType.Float, "batch", "samples");
        var filters = SincFilters.Create(weights);
        var features = SincNetGraph.Write(graph, layers, audio, filters, config.ReceptiveField.Stride, isOnCpu: !profile.UsesCuda);
        var hidden = WriteLstmStack(graph, layers, weights, features, profile.Encoder);
        var logits = WriteClassifier(graph, layers, weights, hidden, config.Classes);
        var scores = config.IsMultilabel ? graph.Node("Sigmoid", [logits]) : graph.Node("LogSoftmax", [logits], ("axis", -1));
        graph.Output(Scores, scores, ElementType.Float, "batch", "frames", config.Classes);
        return graph.ToModel();
    }

    /// <summary>The LSTM layers: [batch, features, frames] to [frames, batch, directions * hidden].</summary>
    public static Edge WriteLstmStack(
        GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge features, LinearKind kind)
    {
        var lstm = new LstmWriter(graph, layers, kind);
        var x = graph.Transpose(features, 2, 0, 1);
        // Either one module with several layers or several modules with one layer each: only the tensor names differ.
        for (var layer = 0; ; layer++)
        {
            var (prefix, suffix) = weights.Contains("lstm.weight_ih_l0") ? ("lstm.", $"_l{layer}") : ($"lstm.{layer}.", "_l0");
            if (!weights.Contains($"{prefix}weight_ih{suffix}"))
                return layer > 0 ? x : throw new DiarizationModelException("The checkpoint has no LSTM layer.");
            x = weights.Contains($"{prefix}weight_ih{suffix}_reverse")
                ? lstm.Write(x, prefix, suffix, $"{suffix}_reverse") : lstm.Write(x, prefix, suffix);
        }
    }

    /// <summary>The feed-forward layers and the classifier: [frames, batch, features] to the logits [batch, frames, classes].</summary>
    public static Edge WriteClassifier(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, int classes)
    {
        x = graph.Transpose(x, 1, 0, 2);
        for (var layer = 0; weights.Contains($"linear.{layer}.weight"); layer++)
            x = graph.LeakyRelu(layers.Linear(x, $"linear.{layer}", LinearKind.Dense));
        // A classifier made for another number of speakers is reported by its tensor's name here, not by an index out of range later.
        _ = layers.Shape("classifier.weight", classes, null);
        return layers.Linear(x, "classifier", LinearKind.Dense);
    }
}
