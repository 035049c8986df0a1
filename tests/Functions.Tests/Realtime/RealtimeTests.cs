using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Realtime;

public sealed class RealtimeTests : RealtimeTestBase
{
    private const string TurnDetection = "session.audio.input.turn_detection.";
    [Fact]
    public async Task Speech_gets_its_text_after_a_pause()
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync("""{"type":"session.update","session":{"include":["item.input_audio_transcription.logprobs"]}}""");
        await client.ReadAsync("session.updated");
        await client.SendAudioAsync(1, isSpeech: false);
        await client.SendAudioAsync(3.2, isSpeech: true);
        await client.SendAudioAsync(1, isSpeech: false);

        var started = await client.ReadAsync("input_audio_buffer.speech_started");
        var id = started.GetProperty("item_id").GetString();
        Assert.InRange(started.GetProperty("audio_start_ms").GetInt32(), 650, 750);
        Assert.InRange((await client.ReadAsync("input_audio_buffer.speech_stopped")).GetProperty("audio_end_ms").GetInt32(), 4_600, 5_100);
        var committed = await client.ReadAsync("input_audio_buffer.committed");
        Assert.Equal((id, false), (committed.GetProperty("item_id").GetString(), committed.TryGetProperty("previous_item_id", out _)));
        var completed = await client.ReadAsync(Item + "completed");
        Assert.Equal("one two three", completed.GetProperty("transcript").GetString());
        Assert.Equal((id, 0), (completed.GetProperty("item_id").GetString(), completed.GetProperty("content_index").GetInt32()));
        Assert.Equal(" word", completed.GetProperty("logprobs")[0].GetProperty("token").GetString());
        Assert.Equal("duration", completed.GetProperty("usage").GetProperty("type").GetString());
        Assert.InRange(completed.GetProperty("usage").GetProperty("seconds").GetInt32(), 4, 5);

        await client.SendAudioAsync(1.2, isSpeech: true);
        await client.SendAudioAsync(1, isSpeech: false);
        var second = await client.ReadAsync("input_audio_buffer.committed");
        Assert.Equal(id, second.GetProperty("previous_item_id").GetString());
        Assert.NotEqual(id, second.GetProperty("item_id").GetString());
        Assert.Equal("one", (await client.ReadAsync(Item + "completed")).GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task Words_are_sent_during_speech_and_all_of_the_text_so_far_on_request()
    {
        var time = new FakeTimeProvider();
        await using var endpoint = await StartAsync(time);
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync("""{"type":"session.update","session":{"include":["item.input_audio_transcription.interim"]}}""");
        await client.ReadAsync("session.updated");
        var (interim, deltas) = (new List<string>(), "");
        for (var runs = 0; runs < 4; runs++)
        {
            do
            {
                await client.SendAudioAsync(0.25, isSpeech: true);
                await client.SendAsync("""{"type":"session.update","session":{}}""");
                await CollectAsync("session.updated");
            }
            while (!Model.Ended.TryRead(out _));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await client.SendAudioAsync(1, isSpeech: false);
        var text = (await CollectAsync(Item + "completed")).GetProperty("transcript").GetString()!;
        Assert.StartsWith("one", text, StringComparison.Ordinal);
        Assert.Equal(text, deltas);
        Assert.NotEmpty(interim);
        Assert.All(interim, part => Assert.StartsWith(part, text, StringComparison.Ordinal));

        async Task<JsonElement> CollectAsync(string end)
        {
            while (true)
            {
                var item = await client.ReadAsync();
                var type = item.GetProperty("type").GetString();
                if (type == Item + "interim") interim.Add(item.GetProperty("transcript").GetString()!);
                if (type == Item + "delta") deltas += item.GetProperty("delta").GetString();
                if (type == end) return item;
            }
        }
    }

    [Theory]
    [InlineData("audio/pcm", 16_000)]
    [InlineData("audio/pcm", 24_000)]
    [InlineData("audio/pcmu", 8_000)]
    [InlineData("audio/pcma", 8_000)]
    public async Task Clients_may_end_their_turns_themselves_and_send_other_encodings(string type, int rate)
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync(
            "{\"type\":\"session.update\",\"session\":{\"audio\":{\"input\":{\"turn_detection\":null,\"format\":"
            + $"{{\"type\":\"{type}\",\"rate\":{rate}}}}}}}}}}}");
        var input = (await client.ReadAsync("session.updated")).GetProperty("session").GetProperty("audio").GetProperty("input");
        Assert.Equal(type, input.GetProperty("format").GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, input.GetProperty("turn_detection").ValueKind);
        if (type == "audio/pcm") await client.SendAudioAsync(2.1, isSpeech: true, rate);
        // A code of about a tenth of full scale.
        else
        {
            var code = (byte)(type == "audio/pcmu" ? 0xAF : 0x9A);
            await client.SendAsync(RealtimeClient.Append([.. Enumerable.Repeat(code, (int)(2.1 * rate))]));
        }

        await client.SendAsync("""{"type":"input_audio_buffer.commit"}""");
        Assert.Equal("one two", (await client.ReadAsync(Item + "completed")).GetProperty("transcript").GetString());
        await client.SendAsync("""{"type":"input_audio_buffer.clear"}""");
        await client.ReadAsync("input_audio_buffer.cleared");
    }

    [Fact]
    public async Task Settings_reach_the_model_and_are_reported()
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync("""
            {"type":"session.update","session":{"type":"transcription","include":[],"audio":{"input":{"noise_reduction":null,
             "transcription":{"model":"gpt-4o-transcribe","language":"de-DE","prompt":"about cats","hotwords":["Ann"],"num_beams":2},
             "turn_detection":{"type":"server_vad","threshold":0.6,"prefix_padding_ms":200,"silence_duration_ms":300,
             "create_response":false}}}}}
            """);
        var session = (await client.ReadAsync("session.updated")).GetProperty("session");
        Assert.Equal(
            """{"type":"server_vad","threshold":0.6,"prefix_padding_ms":200,"silence_duration_ms":300}""",
            session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").GetRawText());
        Assert.Equal(
            ("transcription", "fake/model", "about cats"),
            (session.GetProperty("type").GetString(), Transcription("model"), Transcription("prompt")));
        await client.SendAudioAsync(1.2, isSpeech: true);
        await client.SendAudioAsync(0.6, isSpeech: false);
        await client.ReadAsync(Item + "completed");
        var final = default(Speech.Whisper.TranscribeOptions);
        while (Model.Started.TryRead(out var options)) final = options;
        Assert.Equal(("de", "about cats", 2), (final!.Language, final.Prompt, final.Beams));
        Assert.Equal(["Ann"], final.Hotwords);

        string? Transcription(string name)
            => session.GetProperty("audio").GetProperty("input").GetProperty("transcription").GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("""{"type":"realtime"}""", "session.type")]
    [InlineData("""{"instructions":"be kind"}""", "session.instructions")]
    [InlineData("""{"audio":{"output":{}}}""", "session.audio.output")]
    [InlineData("""{"audio":{"input":{"noise_reduction":{"type":"near_field"}}}}""", "session.audio.input.noise_reduction")]
    [InlineData("""{"audio":{"input":{"format":{"type":"audio/opus"}}}}""", "session.audio.input.format.type")]
    [InlineData("""{"audio":{"input":{"format":{"type":"audio/pcm","rate":192000}}}}""", "session.audio.input.format.rate")]
    [InlineData("""{"audio":{"input":{"format":{"type":"audio/pcmu","rate":16000}}}}""", "session.audio.input.format.rate")]
    [InlineData("""{"audio":{"input":{"transcription":null}}}""", "session.audio.input.transcription")]
    [InlineData("""{"audio":{"input":{"transcription":{"language":"klingon"}}}}""", "session.audio.input.transcription.language")]
    [InlineData("""{"audio":{"input":{"transcription":{"delay":"low"}}}}""", "session.audio.input.transcription.delay")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"type":"semantic_vad"}}}}""", "session.audio.input.turn_detection.type")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"threshold":2}}}}""", "session.audio.input.turn_detection.threshold")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"prefix_padding_ms":-1}}}}""", TurnDetection + "prefix_padding_ms")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"silence_duration_ms":1}}}}""", TurnDetection + "silence_duration_ms")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"create_response":true}}}}""", TurnDetection + "create_response")]
    [InlineData("""{"audio":{"input":{"turn_detection":{"idle_timeout_ms":5000}}}}""", TurnDetection + "idle_timeout_ms")]
    [InlineData("""{"include":["item.input_audio_transcription.sentiment"]}""", "session.include")]
    [InlineData("[]", "session")]
    public async Task What_the_endpoint_cannot_do_is_an_error_that_names_the_member(string session, string member)
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync($$"""{"type":"session.update","event_id":"mine","session":{{session}}}""");
        var error = await client.ReadErrorAsync();
        Assert.Equal((member, "mine"), (error.GetProperty("param").GetString(), error.GetProperty("event_id").GetString()));
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Contains(member.Split('.')[^1], error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await client.SendAsync("""{"type":"session.update","session":{}}""");
        await client.ReadAsync("session.updated");
    }

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData("[]", null)]
    [InlineData("""{"type":"\ud800"}""", null)]
    [InlineData("""{"type":"session.update","session":{"audio":{"input":{"transcription":{"language":"en","language":"de"}}}}}""", null)]
    [InlineData("{}", "type")]
    [InlineData("""{"type":"response.create"}""", "type")]
    [InlineData("""{"type":"input_audio_buffer.append"}""", "audio")]
    [InlineData("""{"type":"input_audio_buffer.append","audio":"?"}""", "audio")]
    [InlineData("""{"type":"input_audio_buffer.commit"}""", "type")]
    public async Task Messages_that_are_no_events_are_errors_and_the_session_goes_on(string message, string? member)
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync(message);
        var error = await client.ReadErrorAsync();
        Assert.Equal(member, error.TryGetProperty("param", out var param) ? param.GetString() : null);
        await client.SendAsync("""{"type":"session.update","session":{}}""");
        await client.ReadAsync("session.updated");
    }

    [Fact]
    public async Task An_item_follows_the_last_one_that_was_committed()
    {
        await using var endpoint = await StartAsync();
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAudioAsync(1.2, isSpeech: true);
        var cleared = (await client.ReadAsync("input_audio_buffer.speech_started")).GetProperty("item_id").GetString();
        await client.SendAsync("""{"type":"input_audio_buffer.clear"}""");
        await client.ReadAsync("input_audio_buffer.cleared");
        await client.SendAudioAsync(1.2, isSpeech: true);
        await client.SendAudioAsync(1, isSpeech: false);

        var committed = await client.ReadAsync("input_audio_buffer.committed");
        Assert.NotEqual(cleared, committed.GetProperty("item_id").GetString());
        Assert.False(committed.TryGetProperty("previous_item_id", out _));
    }

    [Fact]
    public async Task A_failed_turn_is_an_event_without_details_of_the_server()
    {
        await using var endpoint = await StartAsync();
        Model.Fault = new InvalidOperationException("a secret path");
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAudioAsync(1.2, isSpeech: true);
        await client.SendAudioAsync(1, isSpeech: false);
        var error = (await client.ReadAsync(Item + "failed")).GetProperty("error");
        Assert.Equal("server_error", error.GetProperty("type").GetString());
        Assert.DoesNotContain("secret", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
