using Speech.Diarization.Clustering;
using Speech.Diarization.Tests.Golden;

namespace Speech.Diarization.Tests;

public class SpeakerDiarizationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
    public async Task Turns_match_the_reference(string id)
    {
        using var golden = new PostNetworkCase(id);
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);

        var result = await Pipeline(networks, golden.Options)
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples), golden.Bounds, null, Cancel);

        PostNetworkTests.Same(golden.Turns("segments"), result.Turns);
        // The reference also fills gaps that hold turns of others.
        if (golden.Options.MinDurationOff == 0) PostNetworkTests.Same(golden.Turns("exclusive_segments"), result.ExclusiveTurns);
        Assert.All(result.ExclusiveTurns.Zip(result.ExclusiveTurns.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.Equal(golden.Labels, result.Speakers.Select(speaker => speaker.Name));
        var active = Enumerable.Range(0, golden.Embeddings.Count).Count(pair => golden.Embeddings[pair] is not null);
        Assert.Equal((golden.Segmentation.Windows, active), networks.Calls);
    }

    [Fact]
    public async Task Results_do_not_depend_on_batch_and_block_sizes()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        foreach (var (batch, block) in new[] { (1, 999_999), (5, 7_001), (64, 160_000) })
        {
            var options = golden.Options with { BatchSize = batch };
            var result = await Pipeline(networks, options)
                .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples, block), golden.Bounds, null, Cancel);
            PostNetworkTests.Same(golden.Turns("segments"), result.Turns);
        }
    }

    [Fact]
    public async Task Every_turn_is_within_a_speech_region_and_within_the_audio()
    {
        using var golden = new PostNetworkCase("3.1__meeting60_four__auto");
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        // The networks detect speech in the padding after the end.
        var samples = golden.Samples - 12_345;
        var progress = new ProgressRecorder();

        var result = await Pipeline(networks, golden.Options)
            .DiarizeAsync(FakeNetworks.CreateAudio(samples), SpeakerBounds.Any, progress, Cancel);

        Assert.All(result.Turns, turn => Assert.InRange(turn.End, turn.Start, samples / 16000.0));
        Assert.All(result.Turns, turn => Assert.Contains(progress.Speech, region => region.Start <= turn.Start && turn.End <= region.End));
        Assert.All(progress.Speech.Zip(progress.Speech.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        Assert.All(result.ExclusiveTurns.Zip(result.ExclusiveTurns.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    [Fact]
    public async Task Who_says_too_little_to_be_clustered_has_an_embedding()
    {
        using var golden = new PostNetworkCase("3.1__short1__auto");
        Assert.All(golden.Doubles("centroids"), value => Assert.True(double.IsNaN(value)));

        var result = await Pipeline(new(golden.Segmentation, golden.Embeddings), golden.Options)
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples), golden.Bounds, null, Cancel);

        Assert.NotNull(Assert.Single(result.Speakers).Embedding);
    }

    [Fact]
    public async Task Empty_audio_has_no_speakers()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        var result = await Pipeline(networks, golden.Options).DiarizeAsync(FakeNetworks.CreateAudio(0), default, null, Cancel);
        Assert.Empty(result.Turns);
    }

    [Fact]
    public async Task Progress_reports_seconds_of_audio_and_in_the_end_that_all_speech_is_decided()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var progress = new ProgressRecorder();
        await Pipeline(new(golden.Segmentation, golden.Embeddings), golden.Options with { BatchSize = 8 })
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples), golden.Bounds, progress, Cancel);

        Assert.Equal(3, progress.Reports.Count);
        Assert.Equal(progress.Reports.Select(report => report.AudioSeconds).Order(),
            progress.Reports.Select(report => report.AudioSeconds));
        Assert.Equal((30, double.PositiveInfinity), (progress.Reports[^1].AudioSeconds, progress.Reports[^1].DecidedSeconds));
    }

    [Fact]
    public async Task After_cancellation_no_further_window_is_processed()
    {
        using var golden = new PostNetworkCase("3.1__meeting60_four__auto");
        using var cancel = new CancellationTokenSource();
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        var progress = new ProgressRecorder(_ => cancel.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pipeline(networks, golden.Options with { BatchSize = 4 })
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples), golden.Bounds, progress, cancel.Token));

        Assert.Equal(4, networks.Calls.Windows);
    }

    /// <summary>The networks, which do not observe the cancellation here, have processed everything by then.</summary>
    [Fact]
    public async Task Clustering_can_be_cancelled()
    {
        using var golden = new PostNetworkCase("3.1__meeting60_four__auto");
        using var cancel = new CancellationTokenSource();
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        var progress = new ProgressRecorder(report =>
        {
            if (double.IsInfinity(report.DecidedSeconds)) cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pipeline(networks, golden.Options)
            .DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples), golden.Bounds, progress, cancel.Token));

        var active = Enumerable.Range(0, golden.Embeddings.Count).Count(pair => golden.Embeddings[pair] is not null);
        Assert.Equal((golden.Segmentation.Windows, active), networks.Calls);
    }

    [Fact]
    public void Rejects_invalid_parameters_with_all_faults_in_one_message()
    {
        using var golden = new PostNetworkCase("3.1__sample30__auto");
        var clustering = new AgglomerativeOptions { Threshold = double.NaN, MinClusterSize = 0 };
        var options = new DiarizationOptions(clustering) { WindowStep = 0, MinDurationOff = -1, BatchSize = 0 };
        var fault = Assert.Throws<ArgumentException>(() => Pipeline(new(golden.Segmentation, golden.Embeddings), options));
        string[] parts = ["threshold", "cluster size", "window step", "silence", "batch size"];
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    private static SpeakerDiarization Pipeline(FakeNetworks networks, DiarizationOptions options) => new(networks, networks, options);
}
