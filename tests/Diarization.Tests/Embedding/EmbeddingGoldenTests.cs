using Speech.Diarization.Embedding;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Tests.Embedding;

/// <summary>Every stage of the WeSpeaker network against the reference, for the same ten seconds.</summary>
public sealed class EmbeddingGoldenTests
{
    private const int Frames = 998, Bins = 80, PooledFrames = 125, Dimension = 256;
    private static readonly EmbeddingConfig s_config = new();

    private static string Narrow => NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");

    [Fact]
    public void The_filter_bank_is_Kaldis_and_its_mean_is_taken_away()
    {
        using var golden = new NetworkGolden("network", "embedding_chunk_narrow.safetensors");
        Assert.Equal(golden["waveform_first400"], NetworkGolden.Window()[..400]);
        Compare("fbank_uncentered", FilterBankGraph.Features);
        Compare("fbank_centered", FilterBankGraph.Write);

        void Compare(string name, Func<Onnx.Graphs.GraphWriter, Onnx.Graphs.Edge, EmbeddingConfig, Onnx.Graphs.Edge> write)
        {
            var actual = Stage.Run(Narrow, NetworkGolden.Window(), [1, 160_000], (graph, _, _, x) => write(graph, x, s_config));
            Near.Absolute(0.003, golden[name], actual, name);
            Near.AllButOneInAThousand(0.0005, golden[name], actual, name);
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
    public void The_filter_bank_holds_at_the_edges(string name, int samples)
    {
        using var golden = new NetworkGolden("network", "fbank_edge.safetensors");
        // From two seconds into the window on, where somebody speaks.
        var audio = name.Contains("silence", StringComparison.Ordinal) ? new float[samples] : NetworkGolden.Window()[32_000..(32_000 + samples)];

        var actual = Stage.Run(Narrow, audio, [1, samples], (graph, _, _, x) => FilterBankGraph.Features(graph, x, s_config));

        Assert.Equal(s_config.Frames(samples) * Bins, actual.Length);
        Near.Absolute(0.003, golden[name], actual, name);
    }

    [Fact]
    public void Each_layer_of_the_narrow_network_gives_the_references_numbers_from_its_own_features() => CompareLayers(Narrow, "embedding_chunk_narrow.safetensors");

    [Fact]
    public void Narrow_embeddings_from_the_references_features_hold_with_and_without_masks() =>
        CompareFromFeatures(Narrow, "embedding_chunk_narrow.safetensors", tolerance: 0.0002);

    [Fact]
    public void Full_width_layers_and_embeddings_with_weights_by_formula_hold()
    {
        using var folder = new TemporaryFolder();
        FormulaWeights.Write(folder.Path);
        CompareLayers(folder.Path, "embedding_chunk_full_formula.safetensors");
        // Ten times what 32 bits are off from 64, 1.4e-5.
        CompareFromFeatures(folder.Path, "embedding_chunk_full_formula.safetensors", tolerance: 1.4e-4);
    }

    [Fact]
    public void Narrow_embeddings_from_the_waveform_hold_end_to_end()
    {
        using var golden = new NetworkGolden("network", "embedding_chunk_narrow.safetensors");
        using var model = EmbeddingModel.Load(Narrow, new(), TestEnvironment.Instance, 10);
        float[] expected = [.. golden["embedding_no_mask"], .. golden["embeddings_masked"]];
        float[] masks = [.. Enumerable.Repeat(1f, 589), .. golden["masks"]];

        var actual = model.Run(new(WindowedAudio.Of(NetworkGolden.Window()), masks, [0, 0, 0, 0, 0, 0, 0]), TestContext.Current.CancellationToken);

        Near.Absolute(0.003, expected, actual, "embeddings");
        for (var i = 0; i < 7; i++) Near.Cosine(0.99999, expected.AsSpan(i * Dimension, Dimension), actual.AsSpan(i * Dimension, Dimension), $"embedding {i}");
    }

    private static void CompareLayers(string folder, string file)
    {
        using NetworkGolden golden = new("network", file), narrow = new("network", "embedding_chunk_narrow.safetensors");
        int[] heights = [80, 80, 40, 20, 10], times = [998, 998, 499, 250, 125];
        var features = narrow["fbank_centered"];
        for (var layer = 0; layer <= ResNetGraph.Layers; layer++)
        {
            var actual = Stage.Run(folder, features, [1, Frames, Bins], (graph, layers, weights, x) =>
            {
                x = ResNetGraph.Stem(graph, layers, x);
                for (var at = 1; at <= layer; at++) x = ResNetGraph.Layer(graph, layers, weights, at == 1 ? graph.Node("Relu", [x]) : x, at);
                return x;
            });
            var name = layer == 0 ? "conv1_bn1_slice_c0-3_t0-49" : $"layer{layer}_slice_c0-3_t0-49";
            Near.Relative(1e-4, 1e-4, golden[name], Stage.Slice(actual, heights[layer], times[layer], 4, 50), name);
        }
    }

    /// <summary>Statistics and embeddings from the filter bank that the reference computed.</summary>
    private static void CompareFromFeatures(string folder, string file, double tolerance)
    {
        using NetworkGolden golden = new("network", file), narrow = new("network", "embedding_chunk_narrow.safetensors");
        float[] masks = [.. Enumerable.Repeat(1f, 589), .. narrow["masks"]];
        var resized = new float[7 * PooledFrames];
        for (var i = 0; i < 7; i++) MaskFrames.Resize(masks.AsSpan(i * 589, 589), resized.AsSpan(i * PooledFrames, PooledFrames));

        var statistics = Run(embed: false);
        float[] pooled = [.. golden["pool_no_mask"], .. golden["pool_masked"]];
        Near.Relative(2e-4, 2e-4, pooled, statistics, "statistics");
        var embeddings = Run(embed: true);
        float[] expected = [.. golden["embedding_no_mask"], .. golden["embeddings_masked"]];
        Near.Absolute(tolerance, expected, embeddings, "embeddings");
        for (var i = 0; i < 7; i++) Near.Cosine(0.999999, expected.AsSpan(i * Dimension, Dimension), embeddings.AsSpan(i * Dimension, Dimension), $"embedding {i}");

        float[] Run(bool embed) => Stage.Run(folder, narrow["fbank_centered"], [1, Frames, Bins], (graph, layers, weights, x) =>
        {
            var pool = PoolingGraph.Statistics(graph, PoolingGraph.Flatten(graph, ResNetGraph.Write(graph, layers, weights, x)), graph.Constant<float>(resized, 7, PooledFrames));
            return embed ? PoolingGraph.Embed(layers, pool) : pool;
        });
    }
}
