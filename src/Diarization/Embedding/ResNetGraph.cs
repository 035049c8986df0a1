using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Embedding;

/// <summary>WeSpeaker's ResNet of basic blocks (He et al., Deep residual learning, 2016) on
/// log-mel features. The checkpoint decides width and depth.</summary>
internal static class ResNetGraph
{
    /// <summary>The number of layers (groups of blocks); each layer after the first halves time and frequency.</summary>
    public const int Layers = 4;

    /// <summary>Filter bank frames per output frame.</summary>
    public const int Downsampling = 1 << (Layers - 1);

    private const string Prefix = "resnet.";

    /// <summary>Writes the network: [batch, frames, bins] to [batch, channels, bins / 8, frames / 8].</summary>
    public static Edge Write(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge features)
    {
        var x = graph.Relu(WriteStem(graph, layers, features));
        for (var layer = 1; layer <= Layers; layer++) x = WriteLayer(graph, layers, weights, x, layer);
        return x;
    }

    /// <summary>The first convolution and its normalization, before the ReLU.</summary>
    public static Edge WriteStem(GraphWriter graph, LayerWriter layers, Edge features)
        => layers.BatchNorm(layers.Conv2d(graph.Unsqueeze(graph.Transpose(features, 0, 2, 1), 1), $"{Prefix}conv1", 1), $"{Prefix}bn1");

    /// <summary>One layer: a group of blocks.</summary>
    public static Edge WriteLayer(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, int layer)
    {
        for (var block = 0; weights.Contains($"{Prefix}layer{layer}.{block}.conv1.weight"); block++)
            x = WriteBlock(graph, layers, weights, x, $"{Prefix}layer{layer}.{block}.", block == 0 && layer > 1 ? 2 : 1);
        return x;
    }

    /// <summary>The number of output frames for a number of filter bank frames.</summary>
    public static int CountFrames(int frames)
    {
        for (var layer = 2; layer <= Layers; layer++) frames = (frames + 1) / 2;
        return frames;
    }

    private static Edge WriteBlock(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x, string name, int stride)
    {
        var residual = graph.Relu(layers.BatchNorm(layers.Conv2d(x, $"{name}conv1", stride), $"{name}bn1"));
        residual = layers.BatchNorm(layers.Conv2d(residual, $"{name}conv2", 1), $"{name}bn2");
        // Only a block that changes the size has a projection shortcut.
        if (weights.Contains($"{name}shortcut.0.weight"))
            x = layers.BatchNorm(layers.Conv2d(x, $"{name}shortcut.0", stride), $"{name}shortcut.1");
        return graph.Relu(graph.Add(residual, x));
    }
}
