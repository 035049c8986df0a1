using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.Documentation;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Functions.Tests.OpenAI;

/// <summary>Every field of OpenAI's routes has an effect, or is answered 400 with its name.</summary>
public sealed class OpenAIFieldTests
{
    private const string Route = "/v1/audio/transcriptions";
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1, samples: 16_000));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("response_format", "docx", "response_format must be one of json, text, srt, verbose_json, vtt, diarized_json, not")]
    [InlineData("response_format", "diarized_json", "response_format is diarized_json, but no diarization model is configured")]
    [InlineData("temperature", "1.5", "temperature must be a number from 0 to 1")]
    [InlineData("language", "klingon", "language must be")]
    [InlineData("timestamp_granularities[]", "word", "timestamp_granularities needs response_format verbose_json")]
    [InlineData("include[]", "usage", "include must be logprobs")]
    [InlineData("stream", "maybe", "stream must be one of true, false")]
    [InlineData("chunking_strategy", "fixed", "chunking_strategy must be auto, or an object of the type server_vad")]
    [InlineData("chunking_strategy", """{"type":"server_vad","threshold":1.5}""", "chunking_strategy may have threshold, 0 to 1")]
    [InlineData("chunking_strategy", """{"type":"server_vad","prefix_padding_ms":-1}""", "chunking_strategy may have")]
    [InlineData("chunking_strategy", """{"type":"server_vad","silence_duration_ms":"long"}""", "chunking_strategy may have")]
    [InlineData("chunking_strategy", """{"type":"server_vad","speed":1}""", "chunking_strategy may have")]
    [InlineData("chunking_strategy", """{"type":"\ud800"}""", "chunking_strategy must be auto, or an object of the type server_vad")]
    [InlineData("chunking_strategy", """{"type":"semantic"}""", "chunking_strategy must be auto, or an object of the type server_vad")]
    [InlineData("timestamp_granularities[]", "sentence", "timestamp_granularities must be segment or word, or both")]
    [InlineData("known_speaker_names[]", "Ann", "known_speaker_names needs as many known_speaker_names as known")]
    [InlineData("known_speaker_references[]", "data:audio/wav;base64,AA==", "known_speaker_references needs as many")]
    [InlineData("num_speakers", "0", "num_speakers must be")]
    [InlineData("top_p", "5", "top_p is not a field of this route")]
    [InlineData("task", "translate", "task is not a field of this route")]
    [InlineData("return_timings", "true", "return_timings is not a field of this route")]
    [InlineData("partial", "true", "partial is not a field of this route")]
    [InlineData("speaker_order", "cluster", "speaker_order is not a field of this route")]
    public async Task An_invalid_or_unsupported_field_is_named(string name, string value, string message)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(endpoint, (name, value));

        Assert.Equal(400, answer.Status);
        var error = answer.Json.GetProperty("error");
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(name.TrimEnd('[', ']'), error.GetProperty("param").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("chunking_strategy[type]", "server_vad", null)]
    [InlineData("chunking_strategy[type]", "semantic", "chunking_strategy must be auto, or an object of the type server_vad")]
    [InlineData("chunking_strategy[threshold]", "0.5", "chunking_strategy must be auto, or an object of the type server_vad")]
    [InlineData("timestamp_granularities[]", "segment", null)]
    [InlineData("temperature[x]", "0.5", "temperature[x] is not a field of this route")]
    public async Task Fields_are_read_as_clients_of_the_original_write_them(string name, string value, string? message)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(endpoint, (name, value));
        Assert.Equal(message is null ? 200 : 400, answer.Status);
        if (message is not null)
            Assert.Contains(message, answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response_format", "srt", "stream", "stream needs response_format json, text or diarized_json")]
    [InlineData("known_speaker_names[]", "A", "known_speaker_references[]", "known_speaker_names needs response_format diarized_json")]
    [InlineData("response_format", "verbose_json", "include[]", "include needs response_format json")]
    public async Task Fields_that_exclude_each_other_are_named(string name, string value, string other, string message)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(endpoint, (name, value), (other, other == "stream" ? "true" : "logprobs"));
        Assert.Equal((400, message), (answer.Status, answer.Json.GetProperty("error").GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Known_speakers_and_separate_channels_exclude_each_other()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(
            endpoint, ("response_format", "diarized_json"), ("channels", "separate"), ("known_speaker_names[]", "Ann"),
            ("known_speaker_references[]", "data:audio/wav;base64,AAAA"));
        Assert.Equal((400, "known_speaker_names"), (answer.Status, answer.Json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_first_of_several_names_in_a_fault_is_its_field()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(endpoint, ("channels", "separate"), ("num_speakers", "2"));
        Assert.Equal((400, "num_speakers"), (answer.Status, answer.Json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_fields_reach_the_model()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await PostAsync(
            endpoint, ("model", "any"), ("language", "de-DE"), ("prompt", "Zürich"), ("temperature", "0.4"), ("chunking_strategy", "auto"),
            ("batch_size", "3"), ("hotwords", "Örlikon, Altstetten"));
        Assert.Equal(200, answer.Status);
        var options = await endpoint.Model.Started.ReadAsync(Stop);
        Assert.Equal(("de", "Zürich", 0.4, 3), (options.Language, options.Prompt, options.Temperature, options.BatchSize));
        Assert.Equal((SpeechTask.Transcribe, false), (options.Task, options.Words));
        Assert.Equal(["Örlikon", "Altstetten"], options.Hotwords);

        answer = await PostAsync(
            endpoint, "/v1/audio/translations", ("temperature", "0"), ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("chunking_strategy", """{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":200}"""));
        options = await endpoint.Model.Started.ReadAsync(Stop);
        Assert.Equal((SpeechTask.Translate, true, null), (options.Task, options.Words, options.Temperature));
        Assert.Equal(("translate", "english"), (
            answer.Json.GetProperty("task").GetString(), answer.Json.GetProperty("language").GetString()));
        Assert.False(answer.Json.TryGetProperty("segments", out _));
        Assert.Single(answer.Json.GetProperty("words").EnumerateArray());
    }

    [Fact]
    public async Task Granularities_and_log_probabilities_are_as_requested()
    {
        var scored = ScriptedSpeech.Segment(0, " Hello") with { Scores = new([new(5, " Hello"u8.ToArray(), -0.25)], 0, 0) };
        await using var endpoint = await Endpoint.StartAsync(loader: FakeLoader.Of(new ScriptedSpeech(scored)));

        var segments = await PostAsync(endpoint, ("response_format", "verbose_json"), ("timestamp_granularities[]", "segment"));
        Assert.Single(segments.Json.GetProperty("segments").EnumerateArray());
        Assert.False(segments.Json.TryGetProperty("words", out _));
        Assert.Equal(1, segments.Json.GetProperty("usage").GetProperty("seconds").GetInt32());
        var invalid = await PostAsync(endpoint, ("response_format", "verbose_json"), ("timestamp_granularities[]", "sentence"));
        Assert.Equal(
            (400, "timestamp_granularities must be segment or word, or both"),
            (invalid.Status, invalid.Json.GetProperty("error").GetProperty("message").GetString()));

        var events = (await PostAsync(endpoint, ("stream", "true"), ("include[]", "logprobs"))).Body
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => JsonElement.Parse(item["data: ".Length..])).ToList();
        Assert.Equal(["transcript.text.delta", "transcript.text.done"], events.Select(item => item.GetProperty("type").GetString()));
        Assert.All(events, item => Assert.Equal(-0.25, item.GetProperty("logprobs")[0].GetProperty("logprob").GetDouble()));
    }

    [Fact]
    public async Task Limits_have_their_status_and_say_when_to_come_back()
    {
        var gate = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(
            new FakeModel { Gate = gate.Task }, settings:
            [
                ("MAX_CONCURRENT_REQUESTS", "1"), ("MAX_WAIT_SECONDS", "0"), ("MAX_BODY_MB", "1"),
            ]);
        var first = PostAsync(endpoint);
        await endpoint.Model.Started.ReadAsync(Stop);
        var busy = await PostAsync(endpoint);
        Assert.Equal((429, "rate_limit_error"), TypeOf(busy));
        Assert.True(busy.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        gate.SetResult();
        Assert.Equal(200, (await first).Status);
        var large = await endpoint.PostAsync(new byte[1024 * 1024 + 1], Forms.MultipartType, Route);
        Assert.Equal((413, "invalid_request_error"), TypeOf(large));

        await using var broken = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException("gone"))));
        var unavailable = await PostAsync(broken);
        Assert.Equal((503, "server_error"), TypeOf(unavailable));
        Assert.True(unavailable.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Speakers_are_named_in_order_of_appearance()
    {
        var speech = new ScriptedSpeech(
            ScriptedSpeech.Segment(0, " Hello", " you."), ScriptedSpeech.Segment(4, " Yes?"), ScriptedSpeech.Segment(8, " Good."));
        var speakers = new FakeSpeakers
        {
            Turns = [new(0, 2, "SPEAKER_07"), new(4, 5, "SPEAKER_00"), new(8, 9, "SPEAKER_07")],
        };
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton(FakeSpeakers.Loader(() => Task.FromResult<ISpeakerModel>(speakers))),
            loader: FakeLoader.Of(speech), settings: [("DIARIZATION_MODEL", "fake/pipeline")]);

        var answer = await PostAsync(endpoint, ("response_format", "diarized_json"));
        Assert.Equal(
            [("A", "Hello you.", 0, 2), ("B", "Yes?", 4, 5), ("A", "Good.", 8, 9)],
            answer.Json.GetProperty("segments").EnumerateArray().Select(segment => (
                segment.GetProperty("speaker").GetString()!, segment.GetProperty("text").GetString()!,
                segment.GetProperty("start").GetDouble(), segment.GetProperty("end").GetDouble())));

        var events = await PostAsync(endpoint, ("response_format", "diarized_json"), ("stream", "true"));
        var lines = events.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains("\"type\":\"transcript.text.segment\",\"id\":\"seg_1\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"text\":\"Hello you. Yes? Good.\"", lines[3], StringComparison.Ordinal);

        var subtitles = await PostAsync(endpoint, ("response_format", "srt"));
        Assert.StartsWith("1\n00:00:00,000 --> 00:00:02,000\nHello you.\n\n2\n", subtitles.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("SPEAKER", subtitles.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_have_the_shape_of_the_api()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: [("API_TOKEN", "the-token"), ("MAX_BODY_MB", "1")]);

        var api = await ApiDescription.ReadAsync(endpoint);
        var refused = await PostAsync(endpoint);
        Assert.Equal((401, "authentication_error"), TypeOf(refused));
        api.AssertDocumented("POST " + Route, refused);
        endpoint.Client.DefaultRequestHeaders.Authorization = new("Bearer", "the-token");
        Assert.Equal((415, "invalid_request_error"), TypeOf(await endpoint.PostAsync(Wav, "audio/wav", Route)));
        Assert.Equal((404, "invalid_request_error"), TypeOf(await endpoint.GetAsync("/v1/nothing")));
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "model" } };
        var missing = await endpoint.PostAsync(empty, Route);
        Assert.Equal((400, "file is missing"), (missing.Status, missing.Json.GetProperty("error").GetProperty("message").GetString()));
        endpoint.Model.Fault = new InvalidOperationException("secret");
        var failed = await PostAsync(endpoint);
        Assert.Equal((500, "server_error"), TypeOf(failed));
        Assert.DoesNotContain("secret", failed.Body, StringComparison.Ordinal);
        Assert.All([missing, failed], answer => api.AssertDocumented("POST " + Route, answer));
        // Before the first text, a fault of a stream still has its status.
        var streamed = await PostAsync(endpoint, ("stream", "true"));
        Assert.Equal((500, "server_error"), TypeOf(streamed));
    }

    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("verbose_json", "application/json")]
    [InlineData("text", "text/plain")]
    [InlineData("srt", "text/plain")]
    [InlineData("vtt", "text/plain")]
    public async Task Every_format_is_answered_as_documented(string format, string contentType)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var api = await ApiDescription.ReadAsync(endpoint);
        var answer = await PostAsync(endpoint, ("response_format", format));
        Assert.Equal((200, contentType), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
        api.AssertDocumented("POST " + Route, answer);
        api.AssertDocumented("GET /v1/models", await endpoint.GetAsync("/v1/models"));
    }

    [Theory]
    [InlineData("fake/model", 200)]
    [InlineData("fake%2Fmodel", 200)]
    [InlineData("whisper-1", 404)]
    public async Task The_model_is_found_by_its_name(string name, int status)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await endpoint.GetAsync("/v1/models/" + name);
        Assert.Equal(status, answer.Status);
        (await ApiDescription.ReadAsync(endpoint)).AssertDocumented("GET /v1/models/{id}", answer);
    }

    private static (int, string?) TypeOf(Answer answer)
        => (answer.Status, answer.Json.GetProperty("error").GetProperty("type").GetString());

    private static Task<Answer> PostAsync(Endpoint endpoint, params (string Name, string Value)[] fields)
        => PostAsync(endpoint, Route, fields);

    private static async Task<Answer> PostAsync(Endpoint endpoint, string route, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Wav), "file", "speech.wav" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value, Encoding.UTF8), name);
        return await endpoint.PostAsync(form, route);
    }
}
