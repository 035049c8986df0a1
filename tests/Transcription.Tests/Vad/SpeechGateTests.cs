using Speech.Audio;
using Speech.Diarization.Annotations;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Tests.Pipeline;
using Speech.Transcription.Vad;

namespace Speech.Transcription.Tests.Vad;

public sealed class SpeechGateTests
{
    private const int Rate = 16_000;
    private const double Seconds = 30;

    // Pauses of 3 s before the speech, 1.9 s and 6 s within it, 4.5 s after it.
    private static readonly SpeechRegion[] Regions = [new(3, 8), new(9.9, 12), new(18, 25.5)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Zeroes_long_silences_except_for_a_margin_and_moves_no_sample()
    {
        var gated = await GateAsync(Decided(Regions));
        Assert.Equal(Seconds * Rate, gated.Count);
        Assert.Equal([(0, 2.5), (12.5, 17.5), (26, 30)], Silences(gated));
    }

    [Theory]
    [InlineData(0.05, 0.7)]
    [InlineData(1, 5)]
    [InlineData(41, 32)]
    public async Task Incremental_decisions_zero_the_same_samples_as_a_complete_one(double lag, double step)
    {
        var whole = await GateAsync(Decided(Regions));
        var decided = 0.0;
        var speakers = new FakeSpeakers
        {
            DecisionLag = lag + step,
            Decide = Live(Regions, lag, step, () => decided, value => decided = value),
        };
        var speech = new ScriptedSpeech();
        using var pipeline = new DiarizedPipeline(speech, speakers, Seconds);

        await pipeline.RunAsync(new());

        Assert.Equal(whole, speech.Samples);
    }

    [Fact]
    public async Task A_diarization_with_a_long_decision_lag_does_not_deadlock()
    {
        var decided = 0.0;
        // As in the published pipeline: windows of 10 s, 32 per batch.
        var speakers = new FakeSpeakers
        {
            DecisionLag = 41,
            Decide = Live([new(100, 110)], 9, 32, () => decided, value => decided = value),
        };
        var speech = new ScriptedSpeech();
        using var pipeline = new DiarizedPipeline(speech, speakers, 400);

        await pipeline.RunAsync(new());

        Assert.Equal(400 * Rate, speech.Samples.Count);
        // Undecided audio is kept as it is.
        Assert.Equal([(0, 99.5), (110.5, 383.5)], Silences(speech.Samples));
    }

    [Fact]
    public async Task Without_the_gate_the_audio_is_unchanged()
    {
        var speech = new ScriptedSpeech();
        var speakers = new FakeSpeakers
        {
            Decide = seconds => new(seconds) { DecidedSeconds = double.PositiveInfinity },
        };
        using var pipeline = new DiarizedPipeline(speech, speakers, vadFilter: false);
        await pipeline.RunAsync(new());
        Assert.All(speech.Samples, sample => Assert.Equal(0.5f, sample));
    }

    [Fact]
    public async Task A_block_is_released_when_the_timeline_is_complete()
    {
        var timeline = new SpeechActivityTimeline();
        await using var filtered = SpeechGate.ApplyAsync(DiarizedPipeline.AudioAsync(Seconds), timeline, Stop).GetAsyncEnumerator(Stop);
        var first = filtered.MoveNextAsync().AsTask();
        timeline.Report(new(10) { DecidedSeconds = 1 });
        Assert.False(first.IsCompleted);

        timeline.Complete();

        Assert.True(await first);
        Assert.All(filtered.Current.ToArray(), sample => Assert.Equal(0.5f, sample));
    }

    [Theory]
    [InlineData(1.9, 0)]
    [InlineData(2.1, 2.1)]
    public async Task Zeroes_a_silence_at_the_end_only_if_it_is_long(double seconds, double silent)
    {
        var timeline = new SpeechActivityTimeline();
        timeline.Report(new(seconds) { DecidedSeconds = double.PositiveInfinity });
        var gated = await GateAsync(timeline, seconds);
        Assert.Equal(silent * Rate, gated.Count(sample => sample == 0), 1.0);
    }

    private static SpeechActivityTimeline Decided(SpeechRegion[] speech)
    {
        var timeline = new SpeechActivityTimeline();
        timeline.Report(new(Seconds) { DecidedSeconds = double.PositiveInfinity, Speech = speech });
        return timeline;
    }

    /// <summary>Decides in steps, with a lag behind the audio read; regions are divided at the end of a step.</summary>
    private static Func<double, SpeechActivityProgress?> Live(
        SpeechRegion[] speech, double lag, double step, Func<double> decided, Action<double> set) => read =>
    {
        var (from, to) = (decided(), decided() + step);
        if (read >= Seconds && speech[^1].End < Seconds) to = double.PositiveInfinity;
        else if (read - lag < to) return null;
        if (double.IsInfinity(from)) return null;
        set(to);
        return new(read) { DecidedSeconds = to, Speech = SpeechRegion.Crop(speech, from, to) };
    };

    private static async Task<List<float>> GateAsync(SpeechActivityTimeline timeline, double seconds = Seconds)
    {
        var samples = new List<float>();
        await foreach (var block in SpeechGate.ApplyAsync(DiarizedPipeline.AudioAsync(seconds), timeline, Stop))
            samples.AddRange(block.Span);
        return samples;
    }

    private static List<(double Start, double End)> Silences(List<float> samples)
    {
        var silences = new List<(double, double)>();
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples[i] != 0) continue;
            var start = i;
            while (i < samples.Count && samples[i] == 0) i++;
            silences.Add(((double)start / Rate, (double)i / Rate));
        }

        return silences;
    }
}
