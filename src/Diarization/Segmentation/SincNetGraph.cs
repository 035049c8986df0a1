using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Segmentation;

/// <summary>SincNet, the front end: three blocks of convolution, max pooling and instance normalization on the waveform.</summary>
internal static class SincNetGraph
{
    private const int Blocks = 3;

    /// <summary>Writes the front end: [batch, samples] to [batch, features, frames].</summary>
    public static Edge Write(GraphWriter graph, LayerWriter layers, Edge audio, float[] filters, int stride)
    {
        var x = Normalize(graph, layers, audio);
        for (var block = 0; block < Blocks; block++) x = WriteBlock(graph, layers, x, block, filters, stride);
        return x;
    }

    /// <summary>Instance normalization of the waveform, [batch, 1, samples].</summary>
    public static Edge Normalize(GraphWriter graph, LayerWriter layers, Edge audio)
        => layers.InstanceNorm(graph.Unsqueeze(audio, 1), "sincnet.wav_norm1d");

    /// <summary>One block, [batch, features, time].</summary>
    public static Edge WriteBlock(GraphWriter graph, LayerWriter layers, Edge x, int block, float[] filters, int stride)
    {
        x = block == 0 ? WriteBandPass(graph, x, filters, stride) : layers.Conv1d(x, $"sincnet.conv1d.{block}");
        return graph.LeakyRelu(layers.InstanceNorm(graph.MaxPool(x, ReceptiveField.Pool), $"sincnet.norm1d.{block}"));
    }

    /// <summary>Magnitude of each filter's response.</summary>
    private static Edge WriteBandPass(GraphWriter graph, Edge x, float[] filters, int stride)
    {
        var kernels = graph.Constant<float>(filters, filters.Length / ReceptiveField.SincKernel, 1, ReceptiveField.SincKernel);
        return graph.Abs(graph.Node("Conv", [x, kernels], ("strides", new long[] { stride })));
    }
}
