using Speech.Diarization.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Embedding;

/// <summary>WeSpeaker's ResNet of basic blocks (He et al. 2016) over a spectrogram. As wide and deep as the checkpoint is.</summary>
internal static class ResNetGraph
{
    /// <summary>Groups of blocks; each after the first halves time and frequency.</summary>
    public const int Layers = 4;

    /// <summary>Frames of the filter bank in one that comes out.</summary>
    public const int Shrinking = 1 << (Layers - 1);

    private const string Net = "resnet.";

    /// <summary>[batch, frames, bins] to [batch, channels, bins / 8, frames / 8].</summary>
    public static Edge Write(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge features)
    {
        var x = graph.Relu(Stem(graph, layers, features));
        for (var layer = 1; layer <= Layers; layer++) x = Layer(graph, layers, weights, x, layer);
        return x;
    }

    /// <summary>The first convolution, before its rectifier.</summary>
    public static Edge Stem(GraphWriter graph, LayerWriter layers, Edge features) =>
        layers.BatchNorm(layers.Conv2d(graph.Unsqueeze(graph.Transpose(features, 0, 2, 1), 1), $"{Net}conv1", 1), $"{Net}bn1");

    /// <summary>One group of blocks.</summary>
    public static Edge Layer(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, int layer)
    {
        for (var block = 0; weights.Contains($"{Net}layer{layer}.{block}.conv1.weight"); block++)
            x = Block(graph, layers, weights, x, $"{Net}layer{layer}.{block}.", block == 0 && layer > 1 ? 2 : 1);
        return x;
    }

    /// <summary>Frames that are left of as many of the filter bank.</summary>
    public static int Frames(int frames)
    {
        for (var layer = 2; layer <= Layers; layer++) frames = (frames + 1) / 2;
        return frames;
    }

    private static Edge Block(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, string name, int stride)
    {
        var inner = graph.Relu(layers.BatchNorm(layers.Conv2d(x, $"{name}conv1", stride), $"{name}bn1"));
        inner = layers.BatchNorm(layers.Conv2d(inner, $"{name}conv2", 1), $"{name}bn2");
        // A block that changes the size needs a shortcut that changes it too.
        if (weights.Contains($"{name}shortcut.0.weight")) x = layers.BatchNorm(layers.Conv2d(x, $"{name}shortcut.0", stride), $"{name}shortcut.1");
        return graph.Relu(graph.Add(inner, x));
    }
}
