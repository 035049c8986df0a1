using Speech.Audio;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Tests.Pipeline;
using Speech.Transcription.Vad;

namespace Speech.Transcription.Tests.Vad;

public sealed class SpeechActivityTests
{
    private readonly SpeechActivityTimeline _timeline = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Speech_is_cropped_to_the_times_that_are_asked_for()
    {
        Report(20, double.PositiveInfinity, new(1, 3), new(5, 8));
        Assert.Equal([new(2, 3), new(5, 6)], await _timeline.GetSpeechAsync(2, 6, Stop));
        Assert.Equal([new(6, 8)], await _timeline.GetSpeechAsync(6, 20, Stop));
        Assert.Empty(await _timeline.GetSpeechAsync(20, 21, Stop));
    }

    [Fact]
    public async Task Waits_until_speech_is_decided()
    {
        Report(20, 4, new SpeechRegion(1, 3));
        var speech = _timeline.GetSpeechAsync(0, 5, Stop);
        Assert.False(speech.IsCompleted);
        Report(30, 6, new SpeechRegion(4.5, 6));
        Assert.Equal([new(1, 3), new(4.5, 5)], await speech);
    }

    [Fact]
    public async Task What_is_never_decided_is_speech()
    {
        Report(20, 4, new SpeechRegion(1, 3));
        _timeline.Complete();
        Assert.Equal([new(1, 3), new(4, 8)], await _timeline.GetSpeechAsync(0, 8, Stop));
        Assert.Equal([new(8, 9)], await _timeline.GetSpeechAsync(8, 9, Stop));
    }

    [Theory]
    [InlineData(Chunking.Silence, true, true)]
    [InlineData(Chunking.Stride, true, false)]
    [InlineData(Chunking.Silence, false, false)]
    public async Task A_model_gets_the_speech_activity_or_the_audio_without_its_silence(
        Chunking chunking, bool cutsAtSilences, bool getsActivity)
    {
        var speech = new ScriptedSpeech { CutsAtSilences = cutsAtSilences };
        var speakers = new FakeSpeakers
        {
            Decide = seconds => new(seconds) { DecidedSeconds = double.PositiveInfinity },
        };
        using var pipeline = new DiarizedPipeline(speech, speakers);
        await pipeline.RunAsync(new() { Chunking = chunking });
        Assert.Equal(getsActivity, speech.Options!.SpeechActivity is not null);
        Assert.All(speech.Samples, sample => Assert.Equal(getsActivity ? 0.5f : 0, sample));
    }

    private void Report(double read, double decided, params SpeechRegion[] speech) => _timeline.Report(new(read)
    {
        DecidedSeconds = decided,
        Speech = speech,
    });
}
