using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Segmentation;

/// <summary>SincNet: from the waveform to features, three times convolution, pooling, normalisation.</summary>
internal static class SincNetGraph
{
    /// <summary>Number of convolutions.</summary>
    public const int Blocks = 3;

    /// <summary>[batch, samples] to [batch, features, frames].</summary>
    public static Edge Write(GraphWriter graph, LayerWriter layers, Edge audio, float[] filters, int stride)
    {
        var x = Normalize(graph, layers, audio);
        for (var block = 0; block < Blocks; block++) x = Block(graph, layers, x, block, filters, stride);
        return x;
    }

    /// <summary>The waveform at a loudness of its own, [batch, 1, samples].</summary>
    public static Edge Normalize(GraphWriter graph, LayerWriter layers, Edge audio) => layers.InstanceNorm(graph.Unsqueeze(audio, 1), "sincnet.wav_norm1d");

    /// <summary>One block, [batch, features, time].</summary>
    public static Edge Block(GraphWriter graph, LayerWriter layers, Edge x, int block, float[] filters, int stride)
    {
        x = block == 0 ? BandPass(graph, x, filters, stride) : layers.Conv1d(x, $"sincnet.conv1d.{block}");
        return graph.LeakyRelu(layers.InstanceNorm(graph.MaxPool(x, FrameGeometry.Pool), $"sincnet.norm1d.{block}"));
    }

    /// <summary>The magnitude of each filter's answer.</summary>
    public static Edge BandPass(GraphWriter graph, Edge x, float[] filters, int stride)
    {
        var kernels = graph.Constant<float>(filters, filters.Length / FrameGeometry.SincKernel, 1, FrameGeometry.SincKernel);
        return graph.Abs(graph.Node("Conv", [x, kernels], ("strides", new long[] { stride })));
    }
}
