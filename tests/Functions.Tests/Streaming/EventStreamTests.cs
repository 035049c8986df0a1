using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Streaming;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Transcripts;

namespace Speech.Functions.Tests.Streaming;

/// <summary>A transcription as a stream of events.</summary>
public sealed class EventStreamTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1, samples: 16_000));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chunks_joined_are_the_text_of_the_result()
    {
        var speech = new ScriptedSpeech(
            ScriptedSpeech.Segment(0, " Hello", " you."), new Segment(" ", 2, 3), ScriptedSpeech.Segment(4, " Yes?", " "));
        await using var endpoint = await Endpoint.StartAsync(loader: FakeLoader.Of(speech));

        var answer = await endpoint.SendAsync(Request("/"));

        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var events = Events(answer.Body);
        Assert.Equal("progress", events[0].Name);
        Assert.Equal("result", events[^1].Name);
        var chunks = events.Where(item => item.Name == "chunk").Select(item => item.Data.GetProperty("text").GetString());
        Assert.Equal(events[^1].Data.GetProperty("text").GetString(), string.Concat(chunks));
        Assert.Equal(3, events[^1].Data.GetProperty("chunks").GetArrayLength());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task The_deltas_joined_are_the_text_at_the_end(string format)
    {
        var speech = new ScriptedSpeech(
            new Segment(" ", 0, 1), ScriptedSpeech.Segment(1, " Hello", " you. "), new Segment(" ", 3, 4),
            ScriptedSpeech.Segment(4, " Yes?", " "));
        await using var endpoint = await Endpoint.StartAsync(loader: FakeLoader.Of(speech));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Wav), "file", "a.wav" }, { new StringContent("true"), "stream" },
            { new StringContent(format), "response_format" },
        };

        var events = Events((await endpoint.PostAsync(form, "/v1/audio/transcriptions")).Body);

        var deltas = events.SkipLast(1).Select(item => item.Data.GetProperty("delta").GetString());
        Assert.Equal("Hello you.   Yes?", string.Concat(deltas));
        Assert.Equal("Hello you.   Yes?", events[^1].Data.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_failure_before_the_first_event_has_a_status_and_a_later_one_is_an_event()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var request = Request("/");
        request.Content = Endpoint.Bytes("no audio"u8.ToArray(), "audio/wav");
        var refused = await endpoint.SendAsync(request);
        Assert.Equal(400, refused.Status);
        Assert.NotEmpty(refused.Sentence);

        endpoint.Model.Fault = new InvalidOperationException("secret");
        var failed = await endpoint.SendAsync(Request("/"));
        Assert.Equal(200, failed.Status);
        var last = Events(failed.Body)[^1];
        Assert.Equal("error", last.Name);
        Assert.StartsWith("Internal error", last.Data.GetProperty("detail").GetString(), StringComparison.Ordinal);

        Assert.Equal(400, (await endpoint.SendAsync(Request("/?response_format=srt"))).Status);
    }

    [Fact]
    public async Task Comments_keep_an_idle_connection_and_text_arrives_before_the_end()
    {
        var (gate, time) = (new TaskCompletionSource(), new TimerTime());
        await using var endpoint = await Endpoint.StartAsync(new FakeModel { Gate = gate.Task }, time: time);
        var sending = endpoint.Client.SendAsync(Request("/"), HttpCompletionOption.ResponseHeadersRead, Stop);
        await endpoint.Model.Started.ReadAsync(Stop);
        // The model waits, and nothing has been read: the first bytes are a comment.
        await time.WaitForTimerAsync(EventStream.HeartbeatInterval);
        time.Advance(EventStream.HeartbeatInterval);
        using var response = await sending;

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        Assert.Equal(": heartbeat", await reader.ReadLineAsync(Stop));
        gate.SetResult();
        Assert.Contains("event: result", await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_comes_at_most_once_a_second_and_never_goes_back()
    {
        var time = new FakeTimeProvider();
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton<AudioDecoding>((_, _, _) => BlocksAsync(time)), time: time);

        var progress = Events((await endpoint.SendAsync(Request("/"))).Body).Where(item => item.Name == "progress").ToList();

        // A block of one second comes every 0.4 seconds: the first, the fourth, the seventh and the tenth are reported.
        Assert.Equal([0, 4, 7, 10], progress.Select(item => item.Data.GetProperty("seconds_known").GetDouble()));
        Assert.All(progress, item => Assert.Equal(0, item.Data.GetProperty("seconds_done").GetDouble()));

        static async IAsyncEnumerable<ReadOnlyMemory<float>> BlocksAsync(FakeTimeProvider time)
        {
            await Task.CompletedTask;
            for (var count = 0; count < 10; count++)
            {
                time.Advance(TimeSpan.FromSeconds(0.4));
                yield return new float[16_000];
            }
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_everything()
    {
        var gate = new TaskCompletionSource();
        var speech = new ScriptedSpeech(ScriptedSpeech.Segment(0, " Hello")) { Gate = gate.Task };
        await using var endpoint = await Endpoint.StartAsync(loader: FakeLoader.Of(speech), settings: [("MAX_CONCURRENT_REQUESTS", "1")]);
        using (var response = await endpoint.Client.SendAsync(Request("/"), HttpCompletionOption.ResponseHeadersRead, Stop))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        Assert.True(await speech.Ended.ReadAsync(Stop));
        var permits = endpoint.Services.GetRequiredService<PermitGate>();
        var answer = await Endpoint.RepeatAsync(() => endpoint.GetAsync("/"), _ => permits.InFlight == 0);
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.Contains("unhandled", StringComparison.OrdinalIgnoreCase));
    }

    private static HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Endpoint.Bytes(Wav, "audio/wav") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return request;
    }

    private static List<(string? Name, JsonElement Data)> Events(string body)
    {
        var events = new List<(string?, JsonElement)>();
        foreach (var item in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = item.Split('\n');
            var name = lines.FirstOrDefault(line => line.StartsWith("event: ", StringComparison.Ordinal))?["event: ".Length..];
            events.Add((name, JsonElement.Parse(lines[^1]["data: ".Length..])));
        }

        return events;
    }
}
