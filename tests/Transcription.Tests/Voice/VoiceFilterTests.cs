using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Tests.Pipeline;
using Speech.Transcription.Voice;

namespace Speech.Transcription.Tests.Voice;

public sealed class VoiceFilterTests
{
    private const int Rate = 16_000;
    private const double Seconds = 30;

    // Pauses of 3 s before, 1.9 s and 6 s between, 4 s and a half behind.
    private static readonly SpeechRegion[] s_speech = [new(3, 8), new(9.9, 12), new(18, 25.5)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Long_silences_are_silent_but_for_a_margin_and_no_sample_moves()
    {
        var heard = await FilterAsync(Decided(s_speech));
        Assert.Equal(Seconds * Rate, heard.Count);
        Assert.Equal([(0, 2.5), (12.5, 17.5), (26, 30)], Silences(heard));
    }

    [Theory]
    [InlineData(0.05, 0.7)]
    [InlineData(1, 5)]
    [InlineData(41, 32)]
    public async Task What_is_decided_on_the_way_silences_what_is_silenced_at_the_end(double lag, double step)
    {
        var whole = await FilterAsync(Decided(s_speech));
        var decided = 0.0;
        var speakers = new FakeSpeakers { DecisionLag = lag + step, Decide = Live(s_speech, lag, step, () => decided, value => decided = value) };
        var speech = new ScriptedSpeech();
        using var stage = new SpeakerStage(speech, speakers, Seconds);

        await stage.RunAsync(new());

        Assert.Equal(whole, speech.Heard);
    }

    [Fact]
    public async Task A_diarization_that_decides_late_holds_up_nobody_for_good()
    {
        var decided = 0.0;
        // As the published pipeline: windows of 10 s, 32 at once.
        var speakers = new FakeSpeakers { DecisionLag = 41, Decide = Live([new(100, 110)], 9, 32, () => decided, value => decided = value) };
        var speech = new ScriptedSpeech();
        using var stage = new SpeakerStage(speech, speakers, 400);

        await stage.RunAsync(new());

        Assert.Equal(400 * Rate, speech.Heard.Count);
        // What was never decided is left as it is.
        Assert.Equal([(0, 99.5), (110.5, 383.5)], Silences(speech.Heard));
    }

    [Fact]
    public async Task Without_the_filter_everything_is_heard()
    {
        var speech = new ScriptedSpeech();
        using var stage = new SpeakerStage(speech, new FakeSpeakers { Decide = seconds => new(DiarizationStage.Inference, seconds) { DecidedSeconds = double.PositiveInfinity } }, filtersVoice: false);
        await stage.RunAsync(new());
        Assert.All(speech.Heard, sample => Assert.Equal(0.5f, sample));
    }

    [Fact]
    public async Task A_block_waits_until_it_is_decided_and_not_for_good()
    {
        var map = new SpeechMap();
        await using var filtered = VoiceFilter.ApplyAsync(SpeakerStage.AudioAsync(Seconds), map, Stop).GetAsyncEnumerator(Stop);
        var first = filtered.MoveNextAsync().AsTask();
        map.Report(new(DiarizationStage.Inference, 10) { DecidedSeconds = 1 });
        Assert.False(first.IsCompleted);

        map.Complete();

        Assert.True(await first);
        Assert.All(filtered.Current.ToArray(), sample => Assert.Equal(0.5f, sample));
    }

    [Theory]
    [InlineData(1.9, 0)]
    [InlineData(2.1, 2.1)]
    public async Task Only_a_long_silence_is_one_though_the_audio_ends_in_it(double seconds, double silent)
    {
        var map = new SpeechMap();
        map.Report(new(DiarizationStage.Inference, seconds) { DecidedSeconds = double.PositiveInfinity });
        var heard = await FilterAsync(map, seconds);
        Assert.Equal(silent * Rate, heard.Count(sample => sample == 0), 1.0);
    }

    private static SpeechMap Decided(SpeechRegion[] speech)
    {
        var map = new SpeechMap();
        map.Report(new(DiarizationStage.Inference, Seconds) { DecidedSeconds = double.PositiveInfinity, Speech = speech });
        return map;
    }

    /// <summary>Decides so far behind what is heard, in steps; regions are cut where the step ends.</summary>
    private static Func<double, DiarizationProgress?> Live(SpeechRegion[] speech, double lag, double step, Func<double> decided, Action<double> set) => heard =>
    {
        var (from, to) = (decided(), decided() + step);
        if (heard >= Seconds && speech[^1].End < Seconds) to = double.PositiveInfinity;
        else if (heard - lag < to) return null;
        if (double.IsInfinity(from)) return null;
        set(to);
        var news = speech.Where(region => region.Start < to && region.End > from).Select(region => new SpeechRegion(Math.Max(region.Start, from), Math.Min(region.End, to)));
        return new(DiarizationStage.Inference, heard) { DecidedSeconds = to, Speech = [.. news] };
    };

    private static async Task<List<float>> FilterAsync(SpeechMap map, double seconds = Seconds)
    {
        var samples = new List<float>();
        await foreach (var block in VoiceFilter.ApplyAsync(SpeakerStage.AudioAsync(seconds), map, Stop)) samples.AddRange(block.Span);
        return samples;
    }

    private static List<(double Start, double End)> Silences(List<float> samples)
    {
        var silences = new List<(double, double)>();
        for (var at = 0; at < samples.Count; at++)
        {
            if (samples[at] != 0) continue;
            var start = at;
            while (at < samples.Count && samples[at] == 0) at++;
            silences.Add(((double)start / Rate, (double)at / Rate));
        }

        return silences;
    }
}
