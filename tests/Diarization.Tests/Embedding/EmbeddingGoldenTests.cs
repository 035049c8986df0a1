using Speech.Audio.Windows;
using Speech.Diarization.Embedding;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Tests.Embedding;

/// <summary>Every stage of the WeSpeaker network against the reference, for the same ten seconds of audio.</summary>
public sealed class EmbeddingGoldenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Frames = 998, Bins = 80, PooledFrames = 125, Dimension = 256;
    private static readonly EmbeddingConfig Config = new();

    private static string Narrow => NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");

    [Fact]
    public void The_filter_bank_matches_the_reference_before_and_after_centering()
    {
        using var golden = new NetworkGolden("network", "embedding_chunk_narrow.safetensors");
        Assert.Equal(golden["waveform_first400"], NetworkGolden.Window()[..400]);
        Compare("fbank_uncentered", FilterBankGraph.WriteFeatures);
        Compare("fbank_centered", FilterBankGraph.Write);

        void Compare(string name, Func<Onnx.Graphs.GraphWriter, Onnx.Graphs.Edge, EmbeddingConfig, Onnx.Graphs.Edge> write)
        {
            var actual = Stage.Run(Narrow, NetworkGolden.Window(), [1, 160_000], (graph, _, _, x) => write(graph, x, Config));
            FloatComparer.Absolute(0.003, golden[name], actual, name);
            FloatComparer.AllButOneInAThousand(0.0005, golden[name], actual, name);
        }
    }

    [Theory]
    [InlineData("fbank_uncentered_400", 400)]
    [InlineData("fbank_uncentered_401", 401)]
    [InlineData("fbank_uncentered_559", 559)]
    [InlineData("fbank_uncentered_560", 560)]
    [InlineData("fbank_uncentered_720", 720)]
    [InlineData("fbank_uncentered_8000", 8000)]
    [InlineData("fbank_silence_1600", 1600)]
    public void The_filter_bank_matches_the_reference_for_edge_cases(string name, int samples)
    {
        using var golden = new NetworkGolden("network", "fbank_edge.safetensors");
        // From two seconds into the window, where there is speech.
        var audio = name.Contains("silence", StringComparison.Ordinal) ? new float[samples]
            : NetworkGolden.Window()[32_000..(32_000 + samples)];

        var actual = Stage.Run(Narrow, audio, [1, samples], (graph, _, _, x) => FilterBankGraph.WriteFeatures(graph, x, Config));

        Assert.Equal(Config.CountFrames(samples) * Bins, actual.Length);
        FloatComparer.Absolute(0.003, golden[name], actual, name);
    }

    [Fact]
    public void Each_layer_of_the_narrow_network_matches_the_reference_given_its_features()
        => CompareLayers(Narrow, "embedding_chunk_narrow.safetensors");

    [Fact]
    public void Narrow_embeddings_match_the_reference_given_its_features() =>
        CompareFromFeatures(Narrow, "embedding_chunk_narrow.safetensors", tolerance: 0.0002);

    [Fact]
    public void Full_width_layers_and_embeddings_with_formula_weights_match_the_reference()
    {
        using var folder = new TemporaryFolder();
        FormulaWeights.Write(folder.Path);
        CompareLayers(folder.Path, "embedding_chunk_full_formula.safetensors");
        // Ten times the error of 32 bits against 64 bits, 1.4e-5.
        CompareFromFeatures(folder.Path, "embedding_chunk_full_formula.safetensors", tolerance: 1.4e-4);
    }

    [Fact]
    public void Narrow_embeddings_match_the_reference_end_to_end()
    {
        using var golden = new NetworkGolden("network", "embedding_chunk_narrow.safetensors");
        using var model = EmbeddingModel.Load(Narrow, TestEnvironment.Instance, ComputeProfile.CpuFp32, EmbeddingMode.PerWindow, 10);
        float[] expected = [.. golden["embedding_no_mask"], .. golden["embeddings_masked"]];
        float[] masks = [.. Enumerable.Repeat(1f, 589), .. golden["masks"]];

        var actual = model.Run(new(WindowedAudio.Single(NetworkGolden.Window()), masks, [0, 0, 0, 0, 0, 0, 0]), Cancel);

        FloatComparer.Absolute(0.003, expected, actual, "embeddings");
        for (var i = 0; i < 7; i++)
            FloatComparer.Cosine(0.99999, expected.AsSpan(i * Dimension, Dimension), actual.AsSpan(i * Dimension, Dimension),
                $"embedding {i}");
    }

    private static void CompareLayers(string folder, string file)
    {
        using NetworkGolden golden = new("network", file), narrow = new("network", "embedding_chunk_narrow.safetensors");
        int[] heights = [80, 80, 40, 20, 10], times = [998, 998, 499, 250, 125];
        var actual = Stage.RunAll(folder, narrow["fbank_centered"], [1, Frames, Bins], (graph, layers, weights, x) =>
        {
            List<Edge> outputs = [ResNetGraph.WriteStem(graph, layers, x)];
            x = graph.Relu(outputs[0]);
            for (var number = 1; number <= ResNetGraph.Layers; number++)
                outputs.Add(x = ResNetGraph.WriteLayer(graph, layers, weights, x, number));
            return outputs;
        });
        for (var layer = 0; layer <= ResNetGraph.Layers; layer++)
        {
            var name = layer == 0 ? "conv1_bn1_slice_c0-3_t0-49" : $"layer{layer}_slice_c0-3_t0-49";
            FloatComparer.Relative(1e-4, 1e-4, golden[name], Stage.Slice(actual[layer], heights[layer], times[layer], 4, 50), name);
        }
    }

    /// <summary>Statistics and embeddings from the filter bank features of the reference.</summary>
    private static void CompareFromFeatures(string folder, string file, double tolerance)
    {
        using NetworkGolden golden = new("network", file), narrow = new("network", "embedding_chunk_narrow.safetensors");
        float[] masks = [.. Enumerable.Repeat(1f, 589), .. narrow["masks"]];
        var resized = new float[7 * PooledFrames];
        for (var i = 0; i < 7; i++) EmbeddingMask.Resize(masks.AsSpan(i * 589, 589), resized.AsSpan(i * PooledFrames, PooledFrames));

        var outputs = Stage.RunAll(folder, narrow["fbank_centered"], [1, Frames, Bins], (graph, layers, weights, x) =>
        {
            var pool = PoolingGraph.Statistics(graph, PoolingGraph.Flatten(graph, ResNetGraph.Write(graph, layers, weights, x)),
                graph.Constant<float>(resized, 7, PooledFrames));
            return [pool, PoolingGraph.Project(layers, pool)];
        });
        var (statistics, embeddings) = (outputs[0], outputs[1]);
        float[] pooled = [.. golden["pool_no_mask"], .. golden["pool_masked"]];
        FloatComparer.Relative(2e-4, 2e-4, pooled, statistics, "statistics");
        float[] expected = [.. golden["embedding_no_mask"], .. golden["embeddings_masked"]];
        FloatComparer.Absolute(tolerance, expected, embeddings, "embeddings");
        for (var i = 0; i < 7; i++)
            FloatComparer.Cosine(0.999999, expected.AsSpan(i * Dimension, Dimension), embeddings.AsSpan(i * Dimension, Dimension),
                $"embedding {i}");
    }
}
