using Speech.Audio.Errors;
using Speech.Diarization.Checkpoints;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>One of two fails, or the request goes away.</summary>
public sealed class SpeakerFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task Never => new TaskCompletionSource().Task;

    [Fact]
    public async Task A_diarization_model_that_fails_to_load_is_an_error_before_any_work_is_done()
    {
        var speech = Speech();
        using var stage = new SpeakerStage(speech, LoadingFails);
        Assert.Contains("no config.yaml", (await Assert.ThrowsAsync<ModelUnavailableException>(() => stage.RunAsync(new()))).Message, StringComparison.Ordinal);
        Assert.Empty(speech.Heard);
    }

    [Fact]
    public async Task A_partial_answer_leaves_out_the_speakers_of_a_model_that_fails_to_load_and_says_so()
    {
        using var stage = new SpeakerStage(Speech(), LoadingFails);
        var result = await stage.RunAsync(new() { Partial = true });
        Assert.Equal(" Hello there", result.Text);
        Assert.Empty(result.Speakers);
        Assert.StartsWith("No speakers: ", result.Warning, StringComparison.Ordinal);
        Assert.Contains("no config.yaml", result.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diarization_that_breaks_is_the_requests_error_and_ends_the_transcription()
    {
        var speech = Speech(gate: Never);
        using var stage = new SpeakerStage(speech, new FakeSpeakers { Fault = new InvalidOperationException("broken network") });
        Assert.Equal("broken network", (await Assert.ThrowsAsync<InvalidOperationException>(() => stage.RunAsync(new()))).Message);
        Assert.True(await speech.Ended.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partial_answer_leaves_out_the_speakers_of_a_diarization_that_breaks(bool filtersVoice)
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers { Fault = new InvalidOperationException("a path of the server") }, filtersVoice: filtersVoice);
        var result = await stage.RunAsync(new() { Partial = true });
        Assert.Equal(" Hello there", result.Text);
        Assert.Empty(result.Speakers);
        // A fault that was not written for clients is told by its class alone.
        Assert.Equal("No speakers: the diarization broke (InvalidOperationException)", result.Warning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transcription_that_breaks_is_the_requests_error_and_ends_the_diarization(bool partial)
    {
        var speakers = new FakeSpeakers { Gate = Never };
        using var stage = new SpeakerStage(new ScriptedSpeech { Fault = new InvalidOperationException("broken decoder") }, speakers, filtersVoice: false);
        Assert.Equal("broken decoder", (await Assert.ThrowsAsync<InvalidOperationException>(() => stage.RunAsync(new() { Partial = partial }))).Message);
        Assert.True(await speakers.Ended.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_request_frees_both(bool filtersVoice)
    {
        using var cancel = new CancellationTokenSource();
        // Longer than what one may hear before the other: the audio is not over when the request goes.
        var (speech, speakers) = (Speech(gate: Never), new FakeSpeakers { Gate = Never });
        using var stage = new SpeakerStage(speech, speakers, seconds: 200, filtersVoice: filtersVoice);
        var running = stage.RunAsync(new() { Partial = true }, cancel.Token);
        await speakers.Started.ReadAsync(Stop);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(await speech.Ended.ReadAsync(Stop));
        Assert.True(await speakers.Ended.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Damaged_audio_is_the_requests_error_and_not_a_missing_part_of_the_answer(bool partial, bool filtersVoice)
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers(), audioFault: new UndecodableAudioException("it is torn."), filtersVoice: filtersVoice);
        await Assert.ThrowsAsync<UndecodableAudioException>(() => stage.RunAsync(new() { Partial = partial }));
    }

    private static Task<ISpeakerModel> LoadingFails() => throw new DiarizationModelException("The diarization model has no config.yaml.");

    private static ScriptedSpeech Speech(Task? gate = null) => new(ScriptedSpeech.Chunk(1, " Hello", " there")) { Gate = gate ?? Task.CompletedTask };
}
