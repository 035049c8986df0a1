using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.Diarization.Segmentation;
using Speech.TestSupport.Audio;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Golden;

/// <summary>From the checkpoints and the audio to turns as the reference pipeline makes them, with the tolerances of the golden manifest.</summary>
public sealed class EndToEndTests
{
    // A frame whose two likeliest classes are nearer than this may go either way.
    private const float SureMargin = 0.03f;
    private const double EmbeddingTolerance = 0.003, EmbeddingCosine = 0.99999, MaxError = 0.02;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EndToEndCase.All), MemberType = typeof(EndToEndCase))]
    public async Task Turns_match_the_reference_except_for_ambiguous_frames(string id)
    {
        using var golden = new EndToEndCase(id);
        var result = golden.Pipeline == "3.1" ? await AsLaterReleasesDoAsync(golden) : await AsLoadedAsync(golden);

        Assert.Equal(golden.Duration, result.Duration);
        Assert.Equal(golden.Labels, result.Speakers.Select(speaker => speaker.Name));
        // The reference goes on into the silence that fills its last window.
        var scored = new DiarizationErrorOptions { Regions = [(0, golden.Duration)] };
        var error = DiarizationError.Score(golden.Turns, [.. result.Turns.Select(Spoken)], scored);
        var exclusiveError = DiarizationError.Score(golden.ExclusiveTurns, [.. result.ExclusiveTurns.Select(Spoken)], scored);
        TestContext.Current.TestOutputHelper?.WriteLine($"DER {error.Rate:P2}, exclusive {exclusiveError.Rate:P2}");
        // An error of nothing may come out as a rounding below it.
        Assert.InRange(error.Rate, -1e-12, MaxError);
        Assert.InRange(exclusiveError.Rate, -1e-12, MaxError);
    }

    [Theory]
    [MemberData(nameof(EndToEndCase.All), MemberType = typeof(EndToEndCase))]
    public async Task Segmentation_and_embeddings_of_every_window_match_the_reference(string id)
    {
        using var golden = new EndToEndCase(id);
        var heard = await HearAsync(golden);

        var shape = golden.Networks.Shape("segmentation");
        Assert.Equal((shape[0], shape[1], shape[2]), (heard.Segmentations.Windows, heard.Segmentations.Frames, heard.Segmentations.Speakers));
        var (active, margins) = (golden.Networks.Bytes("segmentation"), golden.Networks.Floats("top2_logprob_margin"));
        var same = Enumerable.Range(0, shape[0]).Select(window => Compare(heard.Segmentations[window], active, margins, window, shape)).ToArray();
        // Voices are compared where the same frames were listened to.
        Assert.True(same.Count(equal => equal) * 2 > same.Length, $"{same.Count(equal => equal)} of {same.Length} windows are equal");
        var vectors = golden.Networks.Floats("embeddings");
        foreach (var (window, isSame) in same.Index())
            for (var speaker = 0; isSame && speaker < shape[2]; speaker++)
                Compare(vectors.AsSpan((window * shape[2] + speaker) * heard.Embeddings.Dimension, heard.Embeddings.Dimension), heard.Embeddings[window * shape[2] + speaker], $"{window}/{speaker}");
    }

    private static async Task<DiarizationResult> AsLoadedAsync(EndToEndCase golden)
    {
        using var model = DiarizationModel.Load(FoldersOf(golden), new() { Threads = 2 });
        return await model.DiarizeAsync(Recording.InBlocks(golden.Audio), SpeakerBounds.Any, null, Stop);
    }

    /// <summary>The numbers were made by release 4 with the settings of 3.1: it clusters those alone who are mostly heard alone, which 3.1 itself did not.</summary>
    private static async Task<DiarizationResult> AsLaterReleasesDoAsync(EndToEndCase golden)
    {
        var folders = FoldersOf(golden);
        using var segmentation = SegmentationModel.Load(folders.Segmentation, new() { Threads = 2 });
        using var embedding = EmbeddingModel.Load(folders.Embedding, new() { Threads = 2 }, 10);
        var pipeline = new SpeakerDiarization(segmentation, embedding, new(new AgglomerativeOptions { Filter = EmbeddingFilter.MostlyNonOverlapping }));
        return await pipeline.DiarizeAsync(Recording.InBlocks(golden.Audio), SpeakerBounds.Any, null, Stop);
    }

    private static SpokenTurn Spoken(SpeakerTurn turn) => new(turn.Start, turn.End, turn.Speaker);

    private static bool Compare(ReadOnlySpan<byte> frames, byte[] active, float[] margins, int window, int[] shape)
    {
        var flips = 0;
        for (var frame = 0; frame < shape[1]; frame++)
        {
            var at = window * shape[1] + frame;
            var expected = 0;
            for (var speaker = 0; speaker < shape[2]; speaker++) expected |= active[at * shape[2] + speaker] << speaker;
            if (expected == frames[frame]) continue;
            Assert.True(margins[at] <= SureMargin, $"window {window}, frame {frame}: {frames[frame]}, not {expected}, though the margin is {margins[at]}");
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

    private static async Task<Listener> HearAsync(EndToEndCase golden)
    {
        var folders = FoldersOf(golden);
        using var segmentation = SegmentationModel.Load(folders.Segmentation, new() { Threads = 2 });
        using var embedding = EmbeddingModel.Load(folders.Embedding, new() { Threads = 2 }, 10);
        var listener = new Listener(segmentation, embedding, new(new AgglomerativeOptions()));
        var reader = new WindowReader(segmentation.Format.WindowSamples, segmentation.Format.SampleRate, batch: 4);
        await foreach (var batch in reader.ReadAsync(Recording.InBlocks(golden.Audio), Stop))
        {
            listener.Segment(batch, Stop);
            listener.Measure(batch, Stop);
        }

        return listener;
    }

    private static DiarizationFolders FoldersOf(EndToEndCase golden)
    {
        var pipeline = NetworkGolden.Checkpoint(golden.Pipeline == "3.1" ? "speaker-diarization-3.1" : "speaker-diarization-community-1");
        return new(pipeline, NetworkGolden.Checkpoint("segmentation-3.0"), NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM"),
            golden.Pipeline == "3.1" ? null : Path.Combine(pipeline, "plda"));
    }
}
