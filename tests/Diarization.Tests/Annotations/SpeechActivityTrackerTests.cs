using Speech.Diarization.Annotations;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Tests.Golden;

namespace Speech.Diarization.Tests.Annotations;

/// <summary>Speech reported while audio arrives equals that of all windows together.</summary>
public sealed class SpeechActivityTrackerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3.1__meeting60_four__auto", 1)]
    [InlineData("3.1__meeting60_four__auto", 8)]
    [InlineData("3.1__meeting60_four__auto", 32)]
    [InlineData("3.1__sample30__auto", 21)]
    [InlineData("3.1__silence30__auto", 4)]
    public async Task Reported_regions_concatenated_equal_the_speech_of_all_windows(string id, int batch)
    {
        using var golden = new PostNetworkCase(id);
        var progress = new ProgressRecorder();
        var networks = new FakeNetworks(golden.Segmentation, golden.Embeddings);
        var pipeline = new SpeakerDiarization(networks, networks, golden.Options with { BatchSize = batch });

        await pipeline.DiarizeAsync(FakeNetworks.CreateAudio(golden.Samples, 1_600), golden.Bounds, progress, Cancel);

        var counts = SpeakerCounter.Count(golden.Segmentation, PostNetworkCase.Grid);
        Assert.Equal(SpeechRegionBuilder.Build(counts, 0, PostNetworkCase.Grid, golden.Samples / 16000.0), progress.Speech);
        Assert.Equal(10 + batch - 1, pipeline.DecisionLag);
        Assert.Equal(double.PositiveInfinity, progress.Reports[^1].DecidedSeconds);
        var before = 0.0;
        foreach (var report in progress.Reports)
        {
            // Nothing is reported twice, before it is final, or later than the decision lag.
            Assert.All(report.Speech, region => Assert.InRange(region.Start, before, region.End));
            Assert.All(report.Speech, region => Assert.InRange(region.End, before, report.DecidedSeconds));
            Assert.True(report.DecidedSeconds > report.AudioSeconds - pipeline.DecisionLag);
            before = report.DecidedSeconds;
        }
    }
}
