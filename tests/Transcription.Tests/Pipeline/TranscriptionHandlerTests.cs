using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Wire;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Pipeline;

public sealed class TranscriptionHandlerTests : IDisposable
{
    private readonly PermitGate _gate = new(new PermitOptions(), TimeProvider.System);
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
    public async Task Passes_blocks_to_the_model_in_order_and_returns_its_segments()
    {
        var result = await Handler().TranscribeAsync(_audio, new(), Stop);

        Assert.Equal(FakeModel.TextOf([1, 2, 3, 4, 5]), result.Text);
        Assert.Empty(result.SpeakerSegments);
        Assert.Single(result.Segments);
    }

    [Fact]
    public async Task Passes_the_parameters_to_the_model()
    {
        var parameters = new InferenceParameters
        {
            Task = SpeechTask.Translate,
            BatchSize = 5,
            ChunkLengthSeconds = 20,
            Language = "es",
            Prompt = "Minutes.",
            Hotwords = ["Ann"],
            Temperature = 0.5,
            Beams = 4,
            Patience = 1.5,
            LengthPenalty = 0.5,
            BestOf = 3,
        };
        await Handler().TranscribeAsync(_audio, parameters, Stop);

        var expected = new TranscribeOptions
        {
            Task = SpeechTask.Translate,
            BatchSize = 5,
            ChunkLengthSeconds = 20,
            Language = "es",
            Prompt = "Minutes.",
            Hotwords = parameters.Hotwords,
            Temperature = 0.5,
            Beams = 4,
            Patience = 1.5,
            LengthPenalty = 0.5,
            BestOf = 3,
        };
        Assert.Equal(expected, await _model.Started.ReadAsync(Stop) with { Decoded = null });
    }

    [Fact]
    public async Task Assisted_decoding_is_greedy_and_a_request_may_choose_its_beams()
    {
        var options = new PipelineOptions { HasAssistant = true, Beams = 3 };
        await Handler(options: options).TranscribeAsync(_audio, new(), Stop);
        var plain = await _model.Started.ReadAsync(Stop);
        await Handler(options: options).TranscribeAsync(_audio, new() { Assisted = true }, Stop);
        var assisted = await _model.Started.ReadAsync(Stop);
        await Handler(options: options).TranscribeAsync(_audio, new() { Beams = 2, BestOf = 4 }, Stop);
        var chosen = await _model.Started.ReadAsync(Stop);
        Assert.Equal((3, 3), (plain.Beams, plain.BestOf));
        Assert.Equal((1, 1), (assisted.Beams, assisted.BestOf));
        Assert.Equal((2, 4), (chosen.Beams, chosen.BestOf));
    }

    [Fact]
    public async Task Rejects_assisted_without_an_assistant_before_the_model_runs()
    {
        var exception = await Assert.ThrowsAsync<UnsupportedRequestException>(
            () => Handler().TranscribeAsync(_audio, new() { Assisted = true }, Stop));

        Assert.Equal("Assisted generation is on but no assistant model was provided", exception.Message);
        Assert.Equal(0, _model.Runs);
    }

    [Fact]
    public async Task A_response_has_words_only_on_request()
    {
        var response = await RespondAsync(new() { Timestamps = TimestampGranularity.Word });
        Assert.Equal(response.Text, string.Concat(response.Chunks.SelectMany(chunk => chunk.Words!).Select(word => word.Text)));
        Assert.All((await RespondAsync(new())).Chunks, chunk => Assert.Null(chunk.Words));
    }

    [Fact]
    public async Task Passes_assisted_to_the_model_where_there_is_an_assistant()
    {
        await Handler(options: new() { HasAssistant = true }).TranscribeAsync(_audio, new() { Assisted = true }, Stop);
        Assert.True((await _model.Started.ReadAsync(Stop)).Assisted);
    }

    [Theory]
    [InlineData("en", null)]
    [InlineData("sv", "The model is weak in swedish: a larger one, in ASR_MODEL, makes fewer errors")]
    public async Task A_language_that_the_model_is_weak_in_has_a_warning(string language, string? warning)
    {
        var handler = Handler(options: new() { StrongLanguages = ["en", "de"] });
        Assert.Equal(warning, (await handler.TranscribeAsync(_audio, new() { Language = language }, Stop)).Warning);
        Assert.Null((await Handler().TranscribeAsync(_audio, new() { Language = language }, Stop)).Warning);
    }

    [Fact]
    public async Task The_language_of_the_transcript_is_that_of_most_seconds()
    {
        // Neither the first, nor that of most segments.
        var speech = new ScriptedSpeech(
            new Segment(" One.", 0, 1) { Language = "en" }, new Segment(" Zwei, drei.", 1, 5) { Language = "de" },
            new Segment(" Four.", 6, 7) { Language = "en" });
        Assert.Equal("de", (await Handler(loader: FakeLoader.Of(speech)).TranscribeAsync(_audio, new(), Stop)).Language);
    }

    [Fact]
    public async Task Loading_and_transcribing_are_timed_apart()
    {
        var time = new FakeTimeProvider();
        var loader = new FakeLoader(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult<ISpeechModel>(_model);
        });

        var transcript = await Handler(audio: SlowBlocks(time), time: time, loader: loader).TranscribeAsync(_audio, new(), Stop);

        var timings = transcript.Timings!;
        Assert.Equal((3, 2, 5), (timings.Loading, timings.Transcribing, timings.Total));
    }

    [Fact]
    public async Task Rejects_translation_where_the_model_cannot_translate()
    {
        _model = new FakeModel { Capabilities = new(["en", "es"], IsMultilingual: true, CanTranslate: false) };

        await Assert.ThrowsAsync<UnsupportedRequestException>(
            () => Handler().TranscribeAsync(_audio, new() { Task = SpeechTask.Translate }, Stop));
        Assert.NotEmpty((await Handler().TranscribeAsync(_audio, new(), Stop)).Text);
    }

    [Fact]
    public async Task Rejects_a_language_that_the_model_does_not_support()
    {
        _model = new FakeModel { Capabilities = new(["en", "es"], IsMultilingual: true, CanTranslate: true) };

        var exception = await Assert.ThrowsAsync<UnsupportedRequestException>(
            () => Handler().TranscribeAsync(_audio, new() { Language = "yue" }, Stop));
        Assert.Contains("yue", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_english_only_model_accepts_english_and_gets_no_language()
    {
        _model = new FakeModel { Capabilities = new(["en"], IsMultilingual: false, CanTranslate: false) };

        await Handler().TranscribeAsync(_audio, new() { Language = "en" }, Stop);
        Assert.Null((await _model.Started.ReadAsync(Stop)).Language);
        await Assert.ThrowsAsync<UnsupportedRequestException>(
            () => Handler().TranscribeAsync(_audio, new() { Language = "es" }, Stop));
    }

    [Fact]
    public async Task A_success_marks_the_model_as_healthy_and_a_failure_starts_a_check()
    {
        var health = Health();
        var handler = Handler(health);
        await handler.TranscribeAsync(_audio, new(), Stop);
        Assert.Null(health.Problem);

        _model.Fault = new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(() => handler.TranscribeAsync(_audio, new(), Stop));
        await health.CheckAsync();
        Assert.NotNull(health.Problem);
    }

    [Fact]
    public async Task Silence_does_not_mark_the_model_as_healthy()
    {
        var health = Health();
        Assert.Empty((await Handler(health, Silence()).TranscribeAsync(_audio, new(), Stop)).Segments);
        Assert.NotNull(health.Problem);

        static async IAsyncEnumerable<ReadOnlyMemory<float>> Silence()
        {
            await Task.CompletedTask;
            yield return new float[100];
        }
    }

    [Fact]
    public async Task Counts_the_seconds_of_audio()
    {
        double seconds = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "speech.audio" && ReferenceEquals(instrument.Meter.Scope, _meters))
                    self.EnableMeasurementEvents(instrument);
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
    public async Task Counts_the_decoding_statistics()
    {
        var counts = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _meters)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => counts[instrument.Name] = value);
        listener.Start();
        // Two windows of three passes each.
        _model.Decoding =
        [
            new(1, 0, 1, new(Proposed: 8, Accepted: 5, Passes: 3, Tokens: 8, DraftsSkipped: 0)),
            new(1, 2, 0, new(Proposed: 0, Accepted: 0, Passes: 3, Tokens: 3, DraftsSkipped: 3)),
        ];

        var time = new FakeTimeProvider();
        await Handler(audio: SlowBlocks(time), time: time).TranscribeAsync(_audio, new(), Stop);

        counts.Remove("speech.audio");
        Assert.Equal(
            [
                ("speech.fallback.retries", 2), ("speech.rtf", 2 / (5 / 16_000.0)),
                ("speech.speculation.acceptance", 5 / 8.0),
                ("speech.speculation.accepted", 5), ("speech.speculation.fell_back", 3), ("speech.speculation.passes", 6),
                ("speech.speculation.proposed", 8),
                ("speech.speculation.tokens", 11), ("speech.speculation.tokens_per_pass", 8 / 3.0), ("speech.tokens_per_second", 11 / 2.0),
                ("speech.windows", 2), ("speech.windows.silenced", 1),
            ],
            counts.Select(pair => (pair.Key, pair.Value)).Order());
    }

    private ModelHealth Health() => new(Source(), TimeProvider.System, NullLogger<ModelHealth>.Instance);

    private ModelSource<ISpeechModel> Source() => Sources.Create(FakeLoader.Of(_model));

    private TranscriptionHandler Handler(
        ModelHealth? health = null, IAsyncEnumerable<ReadOnlyMemory<float>>? audio = null, PipelineOptions? options = null,
        TimeProvider? time = null, FakeLoader? loader = null)
        => new(
            options ?? new(), loader is null ? Source() : Sources.Create(loader), health ?? Health(), (_, _, _) => audio ?? Blocks(),
            Sources.NoChannels, new SpeechTelemetry(_meters, _gate), time ?? TimeProvider.System);

    private async Task<TranscriptionResponse> RespondAsync(InferenceParameters parameters)
        => TranscriptionResponse.From(await Handler().TranscribeAsync(_audio, parameters, Stop), parameters);

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks()
    {
        await Task.CompletedTask;
        // Both blocks share one array, as a decoder's may, so a block must not be kept.
        var block = new float[] { 1, 2, 3 };
        yield return block;
        (block[0], block[1]) = (4, 5);
        yield return block.AsMemory(0, 2);
    }

    /// <summary>The same blocks, two seconds later.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> SlowBlocks(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(2));
        await foreach (var block in Blocks()) yield return block;
    }
}
