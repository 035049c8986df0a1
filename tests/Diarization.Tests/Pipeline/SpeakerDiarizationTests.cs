using Speech.Diarization.Tests.Golden;

namespace Speech.Diarization.Tests.Pipeline;

public class SpeakerDiarizationTests
{
    [Theory]
    [InlineData("3.1__meeting60_four__min2_max3")]
    [InlineData("3.1-legacy__rapid40__auto")]
    [InlineData("3.1__ami_dev00__num2")]
    [InlineData("3.1__flicker30__off0.5")]
    [InlineData("3.1__overlap30_total__auto")]
    [InlineData("community-1__nan30__auto")]
    [InlineData("community-1__short1__auto")]
    [InlineData("community-1__minor100__auto")]
    [InlineData("community-1__silence30__auto")]
    public async Task From_audio_to_turns_as_the_reference(string id)
    {
        using var golden = new PostNetworkCase(id);
        var networks = new PlayedBack(golden.Segmentations, golden.Embeddings);

        var result = await Pipeline(networks, golden.Options).DiarizeAsync(PlayedBack.Audio(golden.Samples), golden.Bounds, null, TestContext.Current.CancellationToken);

        PostNetworkTests.Same(golden.Turns("segments"), result.Turns);
        PostNetworkTests.Same(golden.Turns("exclusive_segments"), result.ExclusiveTurns);
        Assert.Equal(golden.Labels, result.Speakers.Select(speaker => speaker.Name));
        Assert.Equal(golden.Samples / 16000.0, result.Duration);
        var active = Enumerable.Range(0, golden.Embeddings.Pairs).Count(pair => golden.Embeddings[pair] is not null);
        Assert.Equal((golden.Segmentations.Windows, active), networks.Heard);
    }

    [Fact]
    public async Task Batches_and_blocks_change_nothing()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var networks = new PlayedBack(golden.Segmentations, golden.Embeddings);
        foreach (var (batch, block) in new[] { (1, 999_999), (5, 7_001), (64, 160_000) })
        {
            var options = golden.Options with { BatchSize = batch };
            var result = await Pipeline(networks, options).DiarizeAsync(PlayedBack.Audio(golden.Samples, block), golden.Bounds, null, TestContext.Current.CancellationToken);
            PostNetworkTests.Same(golden.Turns("segments"), result.Turns);
        }
    }

    [Fact]
    public async Task Every_turn_lies_in_a_region_of_speech_and_none_beyond_the_end()
    {
        using var golden = new PostNetworkCase("3.1__meeting60_four__auto");
        var networks = new PlayedBack(golden.Segmentations, golden.Embeddings);
        // The networks go on speaking in the silence behind the end.
        var samples = golden.Samples - 12_345;

        var result = await Pipeline(networks, golden.Options).DiarizeAsync(PlayedBack.Audio(samples), SpeakerBounds.Any, null, TestContext.Current.CancellationToken);

        Assert.All(result.Turns, turn => Assert.InRange(turn.End, turn.Start, samples / 16000.0));
        Assert.All(result.Turns, turn => Assert.Contains(result.Speech, region => region.Start <= turn.Start && turn.End <= region.End));
        Assert.All(result.Speech.Zip(result.Speech.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        Assert.All(result.ExclusiveTurns.Zip(result.ExclusiveTurns.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    [Fact]
    public async Task No_audio_has_no_speakers()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var networks = new PlayedBack(golden.Segmentations, golden.Embeddings);
        var result = await Pipeline(networks, golden.Options).DiarizeAsync(PlayedBack.Audio(0), default, null, TestContext.Current.CancellationToken);
        Assert.Empty(result.Turns);
        Assert.Equal(0, result.Duration);
    }

    [Fact]
    public async Task Progress_names_the_stages_and_how_much_was_heard()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var told = new Told();
        await Pipeline(new(golden.Segmentations, golden.Embeddings), golden.Options with { BatchSize = 8 })
            .DiarizeAsync(PlayedBack.Audio(golden.Samples), golden.Bounds, told, TestContext.Current.CancellationToken);

        Assert.Equal(
            [DiarizationStage.Listening, DiarizationStage.Listening, DiarizationStage.Listening, DiarizationStage.Clustering, DiarizationStage.Reconstruction],
            told.Reports.Select(report => report.Stage));
        Assert.Equal(told.Reports.Select(report => report.AudioSeconds).Order(), told.Reports.Select(report => report.AudioSeconds));
        Assert.Equal(30, told.Reports[^1].AudioSeconds);
    }

    [Fact]
    public async Task Cancelled_between_batches_it_hears_no_further_window()
    {
        using var golden = new PostNetworkCase("3.1__meeting60_four__auto");
        using var cancel = new CancellationTokenSource();
        var networks = new PlayedBack(golden.Segmentations, golden.Embeddings);
        var stop = new Told(_ => cancel.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pipeline(networks, golden.Options with { BatchSize = 4 })
            .DiarizeAsync(PlayedBack.Audio(golden.Samples), golden.Bounds, stop, cancel.Token));

        Assert.Equal(4, networks.Heard.Windows);
    }

    [Fact]
    public void Parameters_out_of_range_are_told_all_at_once()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var options = new DiarizationOptions(new AgglomerativeOptions { Threshold = double.NaN, MinClusterSize = 0 }) { WindowStep = 0, MinSilence = -1, BatchSize = 0 };
        var fault = Assert.Throws<ArgumentException>(() => Pipeline(new(golden.Segmentations, golden.Embeddings), options));
        foreach (var part in new[] { "threshold", "cluster size", "window step", "silence", "batch size" }) Assert.Contains(part, fault.Message);
    }

    private static SpeakerDiarization Pipeline(PlayedBack networks, DiarizationOptions options) => new(networks, networks, options);

    private sealed class Told(Action<DiarizationProgress>? then = null) : IProgress<DiarizationProgress>
    {
        public List<DiarizationProgress> Reports { get; } = [];

        public void Report(DiarizationProgress value)
        {
            Reports.Add(value);
            then?.Invoke(value);
        }
    }
}
