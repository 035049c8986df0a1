using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Pipeline;

public sealed class TranscriptionHandlerTests : IDisposable
{
    private readonly PermitGate _gate = new(1);
    private readonly Meters _meters = new();
    private readonly AudioInput _audio = new(Stream.Null);
    private FakeModel _model = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Blocks_reach_the_model_in_their_order_and_chunks_the_answer()
    {
        var result = await Handler().TranscribeAsync(_audio, new(), Stop);

        Assert.Equal(FakeModel.TextOf([1, 2, 3, 4, 5]), result.Text);
        Assert.Empty(result.Speakers);
        Assert.Single(result.Chunks);
    }

    [Fact]
    public async Task What_is_asked_for_reaches_the_model()
    {
        await Handler().TranscribeAsync(_audio, new() { Task = SpeechTask.Translate, BatchSize = 5, ChunkLengthSeconds = 20, Language = "es" }, Stop);

        Assert.Equal(
            new TranscribeOptions { Task = SpeechTask.Translate, BatchSize = 5, ChunkLengthSeconds = 20, Language = "es" },
            await _model.Started.ReadAsync(Stop) with { Decoded = null });
    }

    [Fact]
    public async Task Assisted_without_an_assistant_is_refused_before_the_model_is_touched()
    {
        var reason = await Assert.ThrowsAsync<UnsupportedRequestException>(() => Handler().TranscribeAsync(_audio, new() { Assisted = true }, Stop));

        Assert.Equal("Assisted generation is on but no assistant model was provided", reason.Message);
        Assert.Equal(0, _model.Runs);
    }

    [Fact]
    public async Task Words_come_when_they_are_asked_for_and_only_then()
    {
        var asked = await Handler().TranscribeAsync(_audio, new() { Timestamps = TimestampDetail.Word }, Stop);
        Assert.Equal(asked.Text, string.Concat(asked.Chunks.SelectMany(chunk => chunk.Words!).Select(word => word.Text)));
        Assert.All((await Handler().TranscribeAsync(_audio, new(), Stop)).Chunks, chunk => Assert.Null(chunk.Words));
    }

    [Fact]
    public async Task With_an_assistant_the_model_is_told_to_use_it()
    {
        var handler = new TranscriptionHandler(new ModelSettings("any") { AssistantModel = "small" }, Source(), Health(), (_, _, _) => Blocks(), new SpeechTelemetry(_meters, _gate));
        await handler.TranscribeAsync(_audio, new() { Assisted = true }, Stop);
        Assert.True((await _model.Started.ReadAsync(Stop)).Assisted);
    }

    [Fact]
    public async Task A_model_that_cannot_translate_says_so()
    {
        _model = new FakeModel { Capabilities = new(["en", "es"], IsMultilingual: true, CanTranslate: false) };

        await Assert.ThrowsAsync<UnsupportedRequestException>(() => Handler().TranscribeAsync(_audio, new() { Task = SpeechTask.Translate }, Stop));
        Assert.NotEmpty((await Handler().TranscribeAsync(_audio, new(), Stop)).Text);
    }

    [Fact]
    public async Task A_language_that_the_model_lacks_is_refused()
    {
        _model = new FakeModel { Capabilities = new(["en", "es"], IsMultilingual: true, CanTranslate: true) };

        var reason = await Assert.ThrowsAsync<UnsupportedRequestException>(() => Handler().TranscribeAsync(_audio, new() { Language = "yue" }, Stop));
        Assert.Contains("yue", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_english_only_model_takes_english_and_is_not_told_the_language()
    {
        _model = new FakeModel { Capabilities = new(["en"], IsMultilingual: false, CanTranslate: false) };

        await Handler().TranscribeAsync(_audio, new() { Language = "en" }, Stop);
        Assert.Null((await _model.Started.ReadAsync(Stop)).Language);
        await Assert.ThrowsAsync<UnsupportedRequestException>(() => Handler().TranscribeAsync(_audio, new() { Language = "es" }, Stop));
    }

    [Fact]
    public async Task A_request_that_succeeds_proves_the_model_and_one_that_breaks_is_followed_by_a_trial()
    {
        var health = Health();
        var handler = Handler(health: health);
        await handler.TranscribeAsync(_audio, new(), Stop);
        Assert.Null(health.Problem);

        _model.Fault = new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(() => handler.TranscribeAsync(_audio, new(), Stop));
        await health.TryAsync();
        Assert.NotNull(health.Problem);
    }

    [Fact]
    public async Task Silence_that_reaches_no_network_proves_nothing()
    {
        var health = Health();
        var silent = new TranscriptionHandler(new ModelSettings("any"), Source(), health, (_, _, _) => Silence(), new SpeechTelemetry(_meters, _gate));
        Assert.Empty((await silent.TranscribeAsync(_audio, new(), Stop)).Chunks);
        Assert.NotNull(health.Problem);

        static async IAsyncEnumerable<ReadOnlyMemory<float>> Silence()
        {
            await Task.CompletedTask;
            yield return new float[100];
        }
    }

    [Fact]
    public async Task The_seconds_of_audio_are_counted()
    {
        double seconds = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "speech.audio" && ReferenceEquals(instrument.Meter.Scope, _meters)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seconds += value);
        listener.Start();
        var handler = Handler();

        await handler.TranscribeAsync(_audio, new(), Stop);
        await handler.TranscribeAsync(_audio, new(), Stop);

        Assert.Equal(10 / 16_000.0, seconds, 12);
    }

    [Fact]
    public async Task What_the_decoding_took_is_counted()
    {
        var counts = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _meters)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => counts[instrument.Name] = value);
        listener.Start();
        // Two windows of three passes each.
        _model.Decoding = [new(1, 0, 1, new(Proposed: 8, Accepted: 5, Passes: 3, Tokens: 8, FellBack: 0)), new(1, 2, 0, new(Proposed: 0, Accepted: 0, Passes: 3, Tokens: 3, FellBack: 3))];

        var time = new FakeTimeProvider();
        var handler = new TranscriptionHandler(new ModelSettings("any"), Source(), Health(), (_, _, _) => SlowBlocks(time), new SpeechTelemetry(_meters, _gate), time: time);

        await handler.TranscribeAsync(_audio, new(), Stop);

        counts.Remove("speech.audio");
        Assert.Equal(
            [
                ("speech.guards.retries", 2), ("speech.guards.silenced", 1), ("speech.rtf", 2 / (5 / 16_000.0)), ("speech.speculation.acceptance", 5 / 8.0),
                ("speech.speculation.accepted", 5), ("speech.speculation.fell_back", 3), ("speech.speculation.passes", 6), ("speech.speculation.proposed", 8),
                ("speech.speculation.tokens", 11), ("speech.speculation.tokens_per_pass", 8 / 3.0), ("speech.tokens_per_second", 11 / 2.0), ("speech.windows", 2),
            ],
            counts.Select(pair => (pair.Key, pair.Value)).Order());
    }

    private ModelHealth Health() => new(Source(), NullLogger<ModelHealth>.Instance);

    private ModelSource<ISpeechModel> Source() => new(FakeLoader.Of(_model), "any", TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger<ModelSource<ISpeechModel>>.Instance);

    private TranscriptionHandler Handler(ModelHealth? health = null)
        => new(new ModelSettings("any"), Source(), health ?? Health(), (_, _, _) => Blocks(), new SpeechTelemetry(_meters, _gate));

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks()
    {
        await Task.CompletedTask;
        // One array for both blocks, as a decoder may do: nobody may keep a block.
        var block = new float[] { 1, 2, 3 };
        yield return block;
        (block[0], block[1]) = (4, 5);
        yield return block.AsMemory(0, 2);
    }

    /// <summary>The same blocks, two seconds late.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> SlowBlocks(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(2));
        await foreach (var block in Blocks()) yield return block;
    }
}
