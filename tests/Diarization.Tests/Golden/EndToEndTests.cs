using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Loading;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport.Audio;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Golden;

/// <summary>From checkpoints and audio to turns against the reference pipeline, with the tolerances of the golden manifest.</summary>
/// <remarks>The networks, which both pipelines share, run once per recording.</remarks>
public sealed class EndToEndTests(NetworkOutputs outputs) : IClassFixture<NetworkOutputs>
{
    // The recording that goes through a pipeline as a whole.
    private const string Shortest = "sample-crop-6.2s";
    // Frames whose two most likely classes differ by less are ambiguous.
    private const float AmbiguousMargin = 0.03f;
    private const double EmbeddingTolerance = 0.003, EmbeddingCosine = 0.99999, MaxError = 0.02;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EndToEndCase.All), MemberType = typeof(EndToEndCase))]
    public async Task Turns_match_the_reference_except_for_ambiguous_frames(string id)
    {
        using var golden = new EndToEndCase(id);
        var result = golden.Input == Shortest && golden.Pipeline != "3.1"
            ? await DiarizeAsync(golden) : await DiarizeAsync(golden, await outputs.OfAsync(golden));

        Assert.Equal(golden.Labels, result.Speakers.Select(speaker => speaker.Name));
        // The reference does not crop turns to the audio: they may reach into the padding of the last window.
        var scored = new DiarizationErrorOptions { Regions = [(0, golden.Duration)] };
        var error = DiarizationError.Score(golden.Turns, [.. result.Turns.Select(ToSpokenTurn)], scored);
        var exclusiveError = DiarizationError.Score(golden.ExclusiveTurns, [.. result.ExclusiveTurns.Select(ToSpokenTurn)], scored);
        TestContext.Current.TestOutputHelper?.WriteLine($"DER {error.Rate:P2}, exclusive {exclusiveError.Rate:P2}");
        // Rounding may make an error of zero slightly negative.
        Assert.InRange(error.Rate, -1e-12, MaxError);
        Assert.InRange(exclusiveError.Rate, -1e-12, MaxError);
    }

    [Theory]
    [MemberData(nameof(EndToEndCase.OfOnePipeline), MemberType = typeof(EndToEndCase))]
    public async Task Segmentation_and_embeddings_of_every_window_match_the_reference(string id)
    {
        using var golden = new EndToEndCase(id);
        var actual = await outputs.OfAsync(golden);

        var shape = golden.Networks.Shape("segmentation");
        Assert.Equal((shape[0], shape[1], shape[2]),
            (actual.Segmentation.Windows, actual.Segmentation.Frames, actual.Segmentation.Speakers));
        var (active, margins) = (golden.Networks.Bytes("segmentation"), golden.Networks.Floats("top2_logprob_margin"));
        var same = Enumerable.Range(0, shape[0]).Select(window => Compare(actual.Segmentation[window], active, margins, window, shape))
            .ToArray();
        // Embeddings are compared where the masks are equal.
        Assert.True(same.Count(equal => equal) * 2 > same.Length, $"{same.Count(equal => equal)} of {same.Length} windows are equal");
        var vectors = golden.Networks.Floats("embeddings");
        foreach (var (window, isSame) in same.Index())
            for (var speaker = 0; isSame && speaker < shape[2]; speaker++)
                Compare(vectors.AsSpan((window * shape[2] + speaker) * actual.Embeddings.Dimension, actual.Embeddings.Dimension),
                    actual.Embeddings[window * shape[2] + speaker], $"{window}/{speaker}");
    }

    private static async Task<DiarizationResult> DiarizeAsync(EndToEndCase golden)
    {
        using var model = DiarizationModel.Load(
            FoldersOf(golden), TestEnvironment.Instance, ComputeProfile.CpuFp32, EmbeddingMode.PerWindow);
        return await model.DiarizeAsync(Recording.InBlocks(golden.Audio), SpeakerBounds.Any, null, Cancel);
    }

    private static Task<DiarizationResult> DiarizeAsync(EndToEndCase golden, WindowAnalyzer analyzed)
    {
        var folders = FoldersOf(golden);
        // The golden data was made by release 4 with the settings of 3.1: it clusters only
        // mostly non-overlapping embeddings, which 3.1 did not.
        var options = golden.Pipeline == "3.1"
            ? new(new AgglomerativeOptions { Filter = EmbeddingFilter.MostlyNonOverlapping })
            : PipelineConfig.Read(folders.Pipeline).ToOptions(folders.Plda);
        var networks = new FakeNetworks(analyzed.Segmentation, analyzed.Embeddings);
        return new SpeakerDiarization(networks, networks, options)
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Audio.Length), SpeakerBounds.Any, null, Cancel);
    }

    private static SpokenTurn ToSpokenTurn(SpeakerTurn turn) => new(turn.Start, turn.End, turn.Speaker);

    private static bool Compare(ReadOnlySpan<byte> frames, byte[] active, float[] margins, int window, int[] shape)
    {
        var flips = 0;
        for (var frame = 0; frame < shape[1]; frame++)
        {
            var at = window * shape[1] + frame;
            var expected = 0;
            for (var speaker = 0; speaker < shape[2]; speaker++) expected |= active[at * shape[2] + speaker] << speaker;
            if (expected == frames[frame]) continue;
            Assert.True(margins[at] <= AmbiguousMargin,
                $"window {window}, frame {frame}: {frames[frame]}, not {expected}, though the margin is {margins[at]}");
            flips++;
        }

        return flips == 0;
    }

    private static void Compare(ReadOnlySpan<float> expected, float[]? actual, string what)
    {
        if (actual is null) return;
        FloatComparer.Absolute(EmbeddingTolerance, expected, actual, what);
        FloatComparer.Cosine(EmbeddingCosine, expected, actual, what);
    }

    private static DiarizationFolders FoldersOf(EndToEndCase golden)
    {
        var pipeline = NetworkGolden.Checkpoint(golden.Pipeline == "3.1" ? "speaker-diarization-3.1" : "speaker-diarization-community-1");
        return new(pipeline, NetworkOutputs.SegmentationFolder, NetworkOutputs.EmbeddingFolder,
            golden.Pipeline == "3.1" ? null : Path.Combine(pipeline, "plda"));
    }
}
