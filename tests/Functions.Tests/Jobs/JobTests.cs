using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Audio;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Hosting;
using Speech.Storage.Inbox;
using Speech.Storage.Jobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Models;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Jobs;

public sealed class JobTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string KnownSpeakers
        => "/?known_speakers=" + Uri.EscapeDataString($$"""[{"name":"Ann","audio":"{{Convert.ToBase64String(Wav)}}"}]""");

    [Theory]
    [InlineData("respond-async")]
    [InlineData("wait=10, Respond-Async; x=1")]
    public async Task A_request_that_prefers_asynchronous_processing_gets_a_job_with_the_same_result(string preference)
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account);

        var accepted = await PostAsync(endpoint, preference);

        Assert.Equal(202, accepted.Status);
        var location = accepted.Headers.Location!.ToString();
        Assert.StartsWith("/jobs/", location, StringComparison.Ordinal);
        Assert.Equal("respond-async", accepted.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("queued", accepted.Json.GetProperty("state").GetString());
        var waiting = await endpoint.GetAsync(location);
        Assert.Equal((200, "queued"), (waiting.Status, waiting.Json.GetProperty("state").GetString()));
        Assert.NotNull(waiting.Headers.RetryAfter);

        await ProcessAsync(endpoint);

        var done = await endpoint.GetAsync(location);
        Assert.Equal("done", done.Json.GetProperty("state").GetString());
        Assert.Null(done.Headers.RetryAfter);
        var waited = await endpoint.PostAsync(Wav, "audio/wav", "/?language=de");
        Assert.Equal(waited.Body, done.Json.GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task A_job_keeps_the_parameters_of_its_request()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account);
        await PostAsync(endpoint);
        await ProcessAsync(endpoint);
        Assert.Equal("de", (await endpoint.Model.Started.ReadAsync(Stop)).Language);

        var pcm = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = Endpoint.Bytes(Wave.Pcm(Wave.Noise(2), bigEndian: true), "audio/L16;rate=16000"),
        };
        pcm.Headers.Add("Prefer", "respond-async");
        var location = (await endpoint.SendAsync(pcm)).Headers.Location!.ToString();
        await ProcessAsync(endpoint);

        var result = (await endpoint.GetAsync(location)).Json.GetProperty("result");
        Assert.Equal(FakeModel.TextOf(Wave.Floats(Wave.Noise(2))), result.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_job_keeps_the_sampling_rate_of_headerless_pcm()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton<AudioDecoding>(new AudioDecoder(new AudioOptions()).DecodeAsync),
            settings: [.. account.Settings, ("INBOX_SECONDS", "0")]);
        var pcm = new HttpRequestMessage(HttpMethod.Post, "/?sampling_rate=8000")
        {
            Content = Endpoint.Bytes(Wave.Pcm(Wave.Noise(seed: 2, samples: 8000), bigEndian: false), "audio/pcm"),
        };
        pcm.Headers.Add("Prefer", "respond-async");
        var location = (await endpoint.SendAsync(pcm)).Headers.Location!.ToString();
        await ProcessAsync(endpoint);

        Assert.Equal(1, (await endpoint.GetAsync(location)).Json.GetProperty("result").GetProperty("duration").GetDouble());
    }

    [Fact]
    public async Task A_job_has_neither_another_format_nor_known_speakers()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account);

        var subtitles = await PostAsync(endpoint, path: "/?response_format=srt");
        var speakers = await PostAsync(endpoint, path: KnownSpeakers);

        Assert.Equal((400, 400), (subtitles.Status, speakers.Status));
        Assert.Contains("response_format must be \"json\" for a job", subtitles.Sentence, StringComparison.Ordinal);
        Assert.Contains("known_speakers do not apply to a job", speakers.Sentence, StringComparison.Ordinal);
        Assert.Empty(await Account.NamesAsync(account.Audio));
    }

    [Fact]
    public async Task A_client_with_too_many_jobs_is_answered_429_with_when_to_come_back()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account, ("MAX_JOBS_PER_CLIENT", "1"));
        Assert.Equal(202, (await PostAsync(endpoint)).Status);

        var refused = await PostAsync(endpoint);

        Assert.Equal((429, TimeSpan.FromMinutes(1)), (refused.Status, refused.Headers.RetryAfter?.Delta));
        Assert.StartsWith("1 of your jobs have not ended yet", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_parameters_are_refused_at_once_and_invalid_audio_by_the_job()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account);

        Assert.Equal(400, (await PostAsync(endpoint, path: "/?task=sing")).Status);
        var location = (await PostAsync(endpoint, audio: [1, 2, 3])).Headers.Location!.ToString();
        await ProcessAsync(endpoint);

        var failed = (await endpoint.GetAsync(location)).Json;
        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("cannot be decoded", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(failed.GetProperty("error").GetString(), failed.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Jobs_are_shared_by_all_hosts_and_survive_a_restart()
    {
        var account = await Account.CreateAsync(azurite);
        string location;
        await using (var first = await StartAsync(account))
            location = (await PostAsync(first)).Headers.Location!.ToString();
        await using var second = await StartAsync(account);
        await using var third = await StartAsync(account);

        await ProcessAsync(second);

        Assert.Equal("done", (await third.GetAsync(location)).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_running_job_shows_its_progress_and_ends_when_cancelled()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var model = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var endpoint = await StartAsync(account, model, time);
        var location = (await PostAsync(endpoint)).Headers.Location!.ToString();
        var processing = ProcessAsync(endpoint);
        await model.Started.ReadAsync(Stop);
        var running = await Endpoint.RepeatAsync(
            () => endpoint.GetAsync(location), answer => answer.Body.Contains("running", StringComparison.Ordinal));
        Assert.Equal("running", running.Json.GetProperty("state").GetString());

        Assert.Equal(204, (await DeleteAsync(endpoint, location)).Status);
        time.Advance(TimeSpan.FromSeconds(4));
        await processing;

        Assert.True(await model.Ended.ReadAsync(Stop));
        Assert.Equal("cancelled", (await endpoint.GetAsync(location)).Json.GetProperty("state").GetString());
        Assert.Empty(await Account.NamesAsync(account.Audio));
        Assert.Empty(await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task A_job_is_followed_as_events_until_it_has_ended()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartAsync(account, new FakeModel(), time);
        var location = (await PostAsync(endpoint)).Headers.Location!.ToString();

        using var response = await endpoint.Client.GetAsync($"{location}/events", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        Assert.Equal("event: job", await reader.ReadLineAsync(Stop));
        Assert.Contains("\"state\":\"queued\"", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
        await ProcessAsync(endpoint);
        var rest = reader.ReadToEndAsync(Stop);
        for (; !rest.IsCompleted; await Task.Yield()) time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("\"state\":\"done\"", await rest, StringComparison.Ordinal);
        Assert.Contains("\"result\":{\"speakers\":[]", await rest, StringComparison.Ordinal);
        Assert.Equal(404, (await endpoint.GetAsync("/jobs/0123456789abcdef0123456789abcdef/events")).Status);
    }

    [Fact]
    public async Task An_expired_job_is_deleted_with_all_its_blobs()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartAsync(account, new FakeModel(), time, ("JOB_EXPIRY", "2"));
        var location = (await PostAsync(endpoint)).Headers.Location!.ToString();
        await ProcessAsync(endpoint);

        time.Advance(TimeSpan.FromHours(1.9));
        Assert.Equal(200, (await endpoint.GetAsync(location)).Status);
        time.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(404, (await endpoint.GetAsync(location)).Status);
        await endpoint.Services.GetRequiredService<JobStore>().DeleteExpiredAsync(Stop);

        Assert.Empty(await Account.NamesAsync(account.Jobs));
        Assert.Empty(await Account.NamesAsync(account.Audio));
        Assert.Empty(await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task A_host_deletes_expired_jobs_periodically()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using (var gone = await StartAsync(account, new FakeModel(), time, ("JOB_EXPIRY", "1"))) await PostAsync(gone);
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddJobCleanup(), time: time, settings: [.. account.Settings, ("INBOX_SECONDS", "0")]);
        Assert.NotEmpty(await Account.NamesAsync(account.Jobs));

        // The service may start to wait at any time of the fake clock.
        for (var times = 0; times < 1000 && (await Account.NamesAsync(account.Jobs)).Count > 0; times++)
            time.Advance(TimeSpan.FromMinutes(15));

        Assert.Empty(await Account.NamesAsync(account.Jobs));
    }

    [Fact]
    public async Task Audio_over_the_limit_becomes_a_job()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account, ("ASYNC_OVER_MB", "1"));

        Assert.Equal(202, (await endpoint.PostAsync(Wave.File(new short[600 * 1024]), "audio/wav")).Status);
        Assert.Equal(200, (await endpoint.PostAsync(Wav, "audio/wav")).Status);
        // A job is JSON.
        var answer = await PostAsync(endpoint, "handling=lenient", "/?response_format=vtt", Wave.File(new short[600 * 1024]));
        Assert.Equal(200, answer.Status);
        var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = Endpoint.Bytes(Wave.File(new short[600 * 1024]), "audio/wav"),
        };
        request.Headers.Add("Accept", "text/event-stream");
        answer = await endpoint.SendAsync(request);
        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
        Assert.Contains("event: result", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audio_over_the_limit_is_waited_for_where_speakers_are_known()
    {
        var account = await Account.CreateAsync(azurite);
        var speakers = new FakeSpeakers { Turns = [new(0, 30, "SPEAKER_00")] };
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton(FakeSpeakers.Loader(() => Task.FromResult<ISpeakerModel>(speakers))),
            settings: [.. account.Settings, ("INBOX_SECONDS", "0"), ("ASYNC_OVER_MB", "1"), ("DIARIZATION_MODEL", "fake/speakers")]);

        var answer = await PostAsync(endpoint, "handling=lenient", KnownSpeakers, Wave.File(Wave.Noise(seed: 1, samples: 600 * 1024)));

        Assert.Equal(200, answer.Status);
        Assert.Equal("Ann", answer.Json.GetProperty("speakers")[0].GetProperty("speaker").GetString());
    }

    [Theory]
    [InlineData("/jobs/0123456789abcdef0123456789abcdef")]
    [InlineData("/jobs/..%2F..%2Faudio")]
    [InlineData("/jobs/x")]
    public async Task Unknown_jobs_are_not_found(string path)
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await StartAsync(account);

        foreach (var answer in new[] { await endpoint.GetAsync(path), await DeleteAsync(endpoint, path) })
        {
            Assert.Equal(404, answer.Status);
            Assert.NotEmpty(answer.Sentence);
        }
    }

    [Fact]
    public async Task Jobs_require_the_api_token()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("API_TOKEN", "the-token"));

        Assert.Equal(401, (await endpoint.GetAsync("/jobs/x")).Status);
        Assert.Equal(401, (await DeleteAsync(endpoint, "/jobs/x")).Status);
    }

    [Fact]
    public async Task The_preference_is_ignored_without_storage()
    {
        await using var endpoint = await Endpoint.StartAsync();

        Assert.Equal(200, (await PostAsync(endpoint)).Status);
        Assert.Equal(404, (await endpoint.GetAsync("/jobs/x")).Status);
    }

    private static Task<Endpoint> StartAsync(Account account, params (string, string)[] settings)
        => StartAsync(account, new FakeModel(), TimeProvider.System, settings);

    /// <summary>A host that does not poll for work.</summary>
    private static Task<Endpoint> StartAsync(Account account, FakeModel model, TimeProvider time, params (string, string)[] settings)
        => Endpoint.StartAsync(model, time: time, settings: [.. account.Settings, ("INBOX_SECONDS", "0"), .. settings]);

    private static Task<int> ProcessAsync(Endpoint endpoint) => endpoint.Services.GetRequiredService<BlobInbox>().ProcessPendingAsync(Stop);

    private static Task<Answer> PostAsync(
        Endpoint endpoint, string preference = "respond-async", string path = "/?language=de", byte[]? audio = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Endpoint.Bytes(audio ?? Wav, "audio/wav") };
        request.Headers.Add("Prefer", preference);
        return endpoint.SendAsync(request);
    }

    private static Task<Answer> DeleteAsync(Endpoint endpoint, string path)
        => endpoint.SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));
}
