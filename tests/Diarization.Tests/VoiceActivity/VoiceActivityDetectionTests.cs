using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization.Annotations;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Segmentation;
using Speech.Diarization.VoiceActivity;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.VoiceActivity;

/// <summary>Voice activity detection on the reference's scores against the reference's regions.</summary>
public sealed class VoiceActivityDetectionTests
{
    private const int Step = 8_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jfk", 1)]
    [InlineData("jfk", 5)]
    [InlineData("falcon_test", 1)]
    [InlineData("falcon_test", 32)]
    public async Task Regions_match_the_reference_and_are_reported_while_audio_arrives(string name, int batch)
    {
        var golden = new MultilabelScores(Reference.PathOf("diarization", "multilabel"), name);
        foreach (var options in new[] { MultilabelScores.Default, MultilabelScores.Plain })
        {
            var progress = new ProgressRecorder();
            var detection = new VoiceActivityDetection(new RecordedNetwork(golden.Read()), options with { BatchSize = batch });

            await detection.DetectAsync(CreateAudio(golden.Samples), progress, Cancel);

            golden.AssertRegions(options, progress.Speech);
            VerifyReports(progress.Reports, detection.DecisionLag);
        }
    }

    [Fact]
    public async Task Empty_audio_has_no_speech()
    {
        var detection = new VoiceActivityDetection(new RecordedNetwork([]), new());
        Assert.Empty(await DetectAsync(detection, samples: 0));
    }

    [Fact]
    public async Task Speech_ends_with_the_audio()
    {
        var scores = Enumerable.Repeat(1f, MultilabelScores.Frames * MultilabelScores.Speakers).ToArray();
        var detection = new VoiceActivityDetection(new RecordedNetwork(scores), new());
        var region = Assert.Single(await DetectAsync(detection, samples: 16_000));
        Assert.InRange(region.End, 0.95, 1);
    }

    [Fact]
    public void Rejects_invalid_parameters_with_all_faults_in_one_message()
    {
        var fault = Assert.Throws<ArgumentException>(() => new VoiceActivityDetection(new RecordedNetwork([]),
            new() { Onset = 2, Offset = double.NaN, MinDurationOn = -1, MinDurationOff = -1, WindowStep = 0, BatchSize = 0 }));
        string[] parts = ["onset", "offset", "duration of speech", "duration of gaps", "window step", "batch size"];
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    private static async Task<List<SpeechRegion>> DetectAsync(VoiceActivityDetection detection, int samples)
    {
        var progress = new ProgressRecorder();
        await detection.DetectAsync(CreateAudio(samples), progress, Cancel);
        return progress.Speech;
    }

    private static void VerifyReports(IReadOnlyList<SpeechActivityProgress> reports, double lag)
    {
        Assert.Equal(double.PositiveInfinity, reports[^1].DecidedSeconds);
        Assert.All(reports, report => Assert.True(report.DecidedSeconds > report.AudioSeconds - lag));
        Assert.Equal(reports.Select(report => report.DecidedSeconds).Order(), reports.Select(report => report.DecidedSeconds));
    }

    /// <summary>Samples whose value is the number of the window that begins at or before them.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> CreateAudio(int samples)
    {
        await Task.CompletedTask;
        for (var start = 0; start < samples; start += 4_000)
            yield return Enumerable.Range(start, Math.Min(4_000, samples - start)).Select(sample => (float)(sample / Step)).ToArray();
    }

    private sealed class RecordedNetwork(float[] scores) : ISegmentationModel
    {
        public SegmentationConfig Config { get; } = new()
        {
            Duration = 5,
            Speakers = MultilabelScores.Speakers,
            MaxSimultaneousSpeakers = null,
        };

        public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
        {
            var length = MultilabelScores.Frames * MultilabelScores.Speakers;
            return [.. Enumerable.Range(0, windows.Count)
                .SelectMany(window => scores.AsSpan((int)windows[window].Span[0] * length, length).ToArray())];
        }
    }
}
