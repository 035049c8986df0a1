using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Tests.Segmentation;

/// <summary>Every stage of PyanNet against the reference, for the same ten seconds and random weights.</summary>
public sealed class SegmentationGoldenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Instance normalization amplifies small differences: 1e-6 in the filters becomes 1e-2 after it.
    private const double FilterTolerance = 3e-6, SincNetTolerance = 0.02, NetworkTolerance = 0.03;
    private const int Stride = 10;

    private static string Folder => NetworkGolden.Checkpoint("segmentation-3.0");

    [Fact]
    public void Sinc_filters_match_the_reference()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        FloatComparer.Absolute(FilterTolerance, golden["sinc_filters"], Filters(), "sinc_filters");
    }

    [Fact]
    public void Waveform_normalization_matches_the_reference()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        var normal = Stage.Run(Folder, golden["waveform"], [1, 160_000], (graph, layers, _, x) => SincNetGraph.Normalize(graph, layers, x));
        FloatComparer.Absolute(1e-4, golden["wav_norm_first1000"], normal.AsSpan(0, 1000), "wav_norm");
    }

    [Fact]
    public void Each_SincNet_block_matches_the_reference()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        var filters = Filters();
        Compare(1, "block0_first200", 80, 5325, 200);
        Compare(2, "block1", 60, 1773, 1773);
        Compare(3, "sincnet", 60, 589, 589);

        void Compare(int blocks, string name, int channels, int time, int times)
        {
            var actual = Stage.Run(Folder, golden["waveform"], [1, 160_000], (graph, layers, _, x) =>
            {
                x = SincNetGraph.Normalize(graph, layers, x);
                for (var block = 0; block < blocks; block++) x = SincNetGraph.WriteBlock(graph, layers, x, block, filters, Stride);
                return x;
            });
            Assert.Equal(channels * time, actual.Length);
            FloatComparer.Absolute(SincNetTolerance, golden[name], Stage.Slice(actual, 1, time, channels, times), name);
        }
    }

    [Fact]
    public void LSTM_stack_and_classifier_match_the_reference_given_its_features()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        // With equal features only rounding differs.
        var hidden = Stage.Run(Folder, golden["sincnet"], [1, 60, 589],
            (graph, layers, weights, x) => SegmentationGraph.WriteLstmStack(graph, layers, weights, x, LinearKind.Dense));
        FloatComparer.Absolute(1e-4, golden["lstm"], hidden, "lstm");
        var logits = Stage.Run(Folder, golden["lstm"], [589, 1, 256],
            (graph, layers, weights, x) => SegmentationGraph.WriteClassifier(graph, layers, weights, x, 7));
        FloatComparer.Absolute(1e-4, golden["logits"], logits, "logits");
    }

    [Fact]
    public void Scores_and_classes_of_segmentation_3_0_match_the_reference()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        using var model = SegmentationModel.Load(Folder, TestEnvironment.Instance, ComputeProfile.CpuFp32);

        var actual = model.Run(WindowedAudio.Single(golden["waveform"]), Cancel);

        FloatComparer.Absolute(NetworkTolerance, golden["logprobs"], actual, "logprobs");
        Assert.Equal(Classes(golden["logprobs"]), Classes(actual));
    }

    [Fact]
    public void Scores_of_a_legacy_checkpoint_with_other_sizes_match_the_reference()
    {
        using var golden = new NetworkGolden("network", "tiny_legacy_logprobs.safetensors");
        using var model = SegmentationModel.Load(NetworkGolden.Checkpoint("segmentation-tiny-legacy"), TestEnvironment.Instance,
            ComputeProfile.CpuFp32);

        FloatComparer.Absolute(NetworkTolerance, golden["logprobs"], model.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel),
            "tiny logprobs");
    }

    private static int[] Classes(float[] logarithms) => [.. logarithms.Chunk(7).Select(frame => Array.IndexOf(frame, frame.Max()))];

    private static float[] Filters()
    {
        using var checkpoint = Checkpoint.Open(Folder);
        return SincFilters.Create(new CheckpointWeights(checkpoint));
    }
}
