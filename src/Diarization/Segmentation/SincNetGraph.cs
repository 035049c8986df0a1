using Speech.Kernels;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Segmentation;

/// <summary>SincNet, the front end: three blocks of convolution, max pooling and instance normalization on the waveform.</summary>
internal static class SincNetGraph
{
    private const int Blocks = 3;
    private const string WaveformNorm = "sincnet.wav_norm1d";

    /// <summary>Writes the front end: [batch, samples] to [batch, features, frames].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layers">The checkpoint's weights.</param>
    /// <param name="audio">[batch, samples]</param>
    /// <param name="filters">[channels, 251]</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="isOnCpu">Whether the graph runs on a CPU: it then rounds like the reference in the first block.</param>
    public static Edge Write(GraphWriter graph, LayerWriter layers, Edge audio, float[] filters, int stride, bool isOnCpu)
    {
        var usesKernel = isOnCpu && filters.Length / ReceptiveField.SincKernel % WaveformFilterBank.ChannelMultiple == 0;
        var x = usesKernel
            ? NormalizeBlock(graph, layers, WriteEnvelope(graph, layers, audio, filters, stride), 0)
            : WriteBlock(graph, layers, Normalize(graph, layers, audio), 0, filters, stride);
        for (var block = 1; block < Blocks; block++) x = WriteBlock(graph, layers, x, block, filters, stride);
        return x;
    }

    /// <summary>Instance normalization of the waveform, [batch, 1, samples].</summary>
    public static Edge Normalize(GraphWriter graph, LayerWriter layers, Edge audio)
        => layers.InstanceNorm(graph.Unsqueeze(audio, 1), WaveformNorm);

    /// <summary>One block, [batch, features, time].</summary>
    public static Edge WriteBlock(GraphWriter graph, LayerWriter layers, Edge x, int block, float[] filters, int stride)
    {
        x = block == 0 ? WriteBandPass(graph, x, filters, stride) : layers.Conv1d(x, $"sincnet.conv1d.{block}");
        return NormalizeBlock(graph, layers, graph.MaxPool(x, ReceptiveField.Pool), block);
    }

    private static Edge NormalizeBlock(GraphWriter graph, LayerWriter layers, Edge x, int block)
        => graph.LeakyRelu(layers.InstanceNorm(x, $"sincnet.norm1d.{block}"));

    /// <summary>Magnitude of each filter's response.</summary>
    private static Edge WriteBandPass(GraphWriter graph, Edge x, float[] filters, int stride)
    {
        var kernels = graph.Constant<float>(filters, filters.Length / ReceptiveField.SincKernel, 1, ReceptiveField.SincKernel);
        return graph.Abs(graph.Node("Conv", [x, kernels], ("strides", new long[] { stride })));
    }

    /// <summary>Waveform normalization, filters, magnitude and max pooling in one operator: [batch, samples] to [batch, channels,
    /// frames].</summary>
    private static Edge WriteEnvelope(GraphWriter graph, LayerWriter layers, Edge audio, float[] filters, int stride)
    {
        var channels = filters.Length / ReceptiveField.SincKernel;
        var taps = new float[filters.Length];
        for (var i = 0; i < taps.Length; i++) taps[i] = filters[i % channels * ReceptiveField.SincKernel + i / channels];
        Edge[] inputs =
        [
            audio, graph.Constant<float>(taps, ReceptiveField.SincKernel, channels),
            layers.Weight(WaveformNorm + ".weight", 1), layers.Weight(WaveformNorm + ".bias", 1), graph.Integers(stride),
        ];
        return graph.Nodes(WaveformFilterBank.Name, 1, inputs, GraphWriter.CustomDomain)[0];
    }
}
