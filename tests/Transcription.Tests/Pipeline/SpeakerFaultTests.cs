using Speech.Audio.Errors;
using Speech.Diarization.Loading;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>Failures of the transcription or the diarization, and cancelled requests.</summary>
public sealed class SpeakerFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task Never => new TaskCompletionSource().Task;

    [Fact]
    public async Task A_diarization_model_that_fails_to_load_fails_the_request_before_any_work_is_done()
    {
        var speech = Speech();
        using var pipeline = new DiarizedPipeline(speech, LoadingFails);
        var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => pipeline.RunAsync(new()));
        Assert.Contains("no config.yaml", exception.Message, StringComparison.Ordinal);
        Assert.Empty(speech.Samples);
    }

    [Fact]
    public async Task A_partial_response_omits_the_speakers_of_a_model_that_fails_to_load_and_has_a_warning()
    {
        using var pipeline = new DiarizedPipeline(Speech(), LoadingFails);
        var result = await pipeline.RunAsync(new() { Partial = true });
        Assert.Equal(" Hello there", result.Text);
        Assert.Empty(result.Speakers);
        Assert.StartsWith("No speakers: ", result.Warning, StringComparison.Ordinal);
        Assert.Contains("no config.yaml", result.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_diarization_fails_the_request_and_cancels_the_transcription()
    {
        var speech = Speech(gate: Never);
        using var pipeline = new DiarizedPipeline(speech, new FakeSpeakers { Fault = new InvalidOperationException("broken network") });
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.RunAsync(new()));
        Assert.Equal("broken network", exception.Message);
        Assert.True(await speech.Ended.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partial_response_omits_the_speakers_of_a_failed_diarization(bool vadFilter)
    {
        var speakers = new FakeSpeakers { Fault = new InvalidOperationException("a path of the server") };
        using var pipeline = new DiarizedPipeline(Speech(), speakers, vadFilter: vadFilter);
        var result = await pipeline.RunAsync(new() { Partial = true });
        Assert.Equal(" Hello there", result.Text);
        Assert.Empty(result.Speakers);
        // The message of this exception was not written for clients.
        Assert.Equal("No speakers: an unexpected error; the log has the details", result.Warning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_transcription_fails_the_request_and_cancels_the_diarization(bool partial)
    {
        var speakers = new FakeSpeakers { Gate = Never };
        var speech = new ScriptedSpeech { Fault = new InvalidOperationException("broken decoder") };
        using var pipeline = new DiarizedPipeline(speech, speakers, vadFilter: false);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.RunAsync(new() { Partial = partial }));
        Assert.Equal("broken decoder", exception.Message);
        Assert.True(await speakers.Ended.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_a_request_cancels_both(bool vadFilter)
    {
        using var cancel = new CancellationTokenSource();
        // Longer than the maximum lead: the audio has not ended when the request is cancelled.
        var (speech, speakers) = (Speech(gate: Never), new FakeSpeakers { Gate = Never });
        using var pipeline = new DiarizedPipeline(speech, speakers, seconds: 200, vadFilter: vadFilter);
        var running = pipeline.RunAsync(new() { Partial = true }, cancel.Token);
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
    public async Task Damaged_audio_fails_the_request_even_where_a_partial_response_is_allowed(bool partial, bool vadFilter)
    {
        var damaged = new UndecodableAudioException("it is truncated.");
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers(), audioFault: damaged, vadFilter: vadFilter);
        await Assert.ThrowsAsync<UndecodableAudioException>(() => pipeline.RunAsync(new() { Partial = partial }));
    }

    private static Task<ISpeakerModel> LoadingFails() => throw new DiarizationModelException("The diarization model has no config.yaml.");

    private static ScriptedSpeech Speech(Task? gate = null)
        => new(ScriptedSpeech.Segment(1, " Hello", " there")) { Gate = gate ?? Task.CompletedTask };
}
