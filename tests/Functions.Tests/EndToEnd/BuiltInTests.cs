using System.Text;
using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Functions.Tests.Realtime;
using Speech.TestSupport.Scoring;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Built-in models without speakers, on the samples of real speech. <see cref="Hosting.ProgramTests"/> has them with
/// speakers.</summary>
public sealed class BuiltInTests(BuiltInTests.WithoutSpeakers built) : IClassFixture<BuiltInTests.WithoutSpeakers>
{
    [Fact]
    public async Task Another_language_is_detected()
    {
        var sample = new BuiltInSample("german");
        var answer = await AskAsync(sample, "/?language=auto&return_scores=true&return_timestamps=word");
        Assert.InRange(SpeakerWordError.Score([("", sample.Words)], [("", TextOf(answer))]).Rate, 0, 0.25);
        Assert.Equal("de", answer.GetProperty("language").GetString());
        foreach (var chunk in answer.GetProperty("chunks").EnumerateArray())
        {
            Assert.InRange(chunk.GetProperty("confidence").GetDouble(), 0.3, 1);
            Assert.InRange(chunk.GetProperty("avg_logprob").GetDouble(), -1, 0);
            var words = chunk.GetProperty("words").EnumerateArray();
            Assert.All(words, word => Assert.InRange(word.GetProperty("confidence").GetDouble(), 0, 1));
        }
    }

    [Fact]
    public async Task The_words_of_a_dialogue_are_found()
    {
        var sample = new BuiltInSample("dialogue");
        Assert.Equal(sample.Words, BuiltInSample.Normalized(TextOf(await AskAsync(sample, "/"))));
    }

    /// <summary>With the defaults: speakers, 8 bits and beams.</summary>
    [Fact]
    public async Task Noise_hum_and_chords_give_no_text()
    {
        await using var endpoint = await Endpoint.StartRealAsync(
            "whisper-base", ("DIARIZATION_MODEL", ModelOptions.BuiltInDiarizationModel), ("TEMPERATURE_FALLBACK", "true"),
            ("PRECISION", "int8"), ("NUM_BEAMS", "5"));
        var random = new Random(3);
        (string Name, Func<double, double> Sample)[] sounds =
        [
            ("noise", _ => 0.2 * (2 * random.NextDouble() - 1)),
            ("hum", time => 0.2 * (Tone(50, time) + 0.3 * Tone(150, time))),
            ("chord", time => 0.1 * (Tone(262, time) + Tone(330, time) + Tone(392, time))),
        ];
        foreach (var (name, sample) in sounds)
        {
            var wav = Wave.File([.. Enumerable.Range(0, 30 * 16_000).Select(i => (short)(32767 * sample(i / 16_000.0)))]);
            var answer = await endpoint.PostAsync(wav, "audio/wav");
            Assert.Equal((name, 200, "", 0), (
                name, answer.Status, answer.Json.GetProperty("text").GetString(), answer.Json.GetProperty("chunks").GetArrayLength()));
        }

        static double Tone(double hertz, double time) => Math.Sin(2 * Math.PI * hertz * time);
    }

    [Theory]
    [InlineData("dialogue", 1)]
    [InlineData("dialogue", 24)]
    [InlineData("german", 1)]
    [InlineData("german", 24)]
    public async Task Streamed_text_joined_is_the_final_text(string sample, int batchSize)
    {
        var (chunks, text) = await StreamedText.OfNativeRouteAsync(built.Endpoint, new BuiltInSample(sample).Wav, batchSize);
        Assert.NotEmpty(text);
        Assert.Equal(text, chunks);
    }

    /// <summary>In 8 bits and with beams, where a scale or a pass that windows share would show.</summary>
    [Fact]
    public async Task Text_does_not_depend_on_the_windows_that_are_decoded_together()
    {
        await using var endpoint = await Endpoint.StartRealAsync(
            "whisper-base", ("VAD_FILTER", "true"), ("TEMPERATURE_FALLBACK", "true"), ("PRECISION", "int8"), ("NUM_BEAMS", "5"));
        BuiltInSample[] samples = [new("german"), new("dialogue")];
        var alone = new List<string>();
        foreach (var sample in samples) alone.Add(await TextAsync(sample, batchSize: 1));

        var together = await Task.WhenAll(samples.Concat(samples).Select(sample => TextAsync(sample, batchSize: 24)));

        Assert.All(alone, Assert.NotEmpty);
        Assert.Equal(alone.Concat(alone), together);

        async Task<string> TextAsync(BuiltInSample sample, int batchSize)
            => (await endpoint.PostAsync(sample.Wav, "audio/wav", $"/?batch_size={batchSize}")).Json.GetProperty("text").GetString()!;
    }

    [Fact]
    public async Task Live_speech_has_the_words_of_its_turns()
    {
        using var client = await RealtimeClient.ConnectAsync(built.Endpoint);
        // The last three turns.
        var samples = new BuiltInSample("dialogue").Wav[(Wave.HeaderLength + 2 * 16_000 * 33 / 2)..];
        await client.SendAsync("""{"type":"session.update","session":{"audio":{"input":{"format":{"type":"audio/pcm","rate":16000}}}}}""");
        foreach (var piece in samples.Chunk(6_400)) await client.SendAsync(RealtimeClient.Append(piece));
        await client.SendAsync(RealtimeClient.Append(new byte[2 * 16_000]));
        // A last session.update is answered when all of the audio has been read.
        await client.SendAsync("""{"type":"session.update","session":{}}""");
        var (words, starts, texts, updates) = (new StringBuilder(), 0, 0, 0);
        while (updates < 2 || texts < starts)
        {
            var item = await client.ReadAsync();
            switch (item.GetProperty("type").GetString())
            {
                case "input_audio_buffer.speech_started": starts++; break;
                case "session.updated": updates++; break;
                case "conversation.item.input_audio_transcription.completed":
                    texts++;
                    words.Append(item.GetProperty("transcript").GetString()).Append(' ');
                    break;
            }
        }

        const string expected = "has never been surpassed ask what you can do for your country in being comparatively modern";
        Assert.InRange(SpeakerWordError.Score([("", expected)], [("", BuiltInSample.Normalized(words.ToString()))]).Rate, 0, 0.1);
        Assert.InRange(starts, 2, 3);
    }

    private static string TextOf(JsonElement answer) => BuiltInSample.Normalized(answer.GetProperty("text").GetString()!);

    private async Task<JsonElement> AskAsync(BuiltInSample sample, string path = "/")
    {
        var answer = await built.Endpoint.PostAsync(sample.Wav, "audio/wav", path);
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Empty(answer.Json.GetProperty("speakers").EnumerateArray());
        return answer.Json;
    }

    /// <summary>One endpoint for all tests of the class, with voice activity detection.</summary>
    public sealed class WithoutSpeakers : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync()
            => _endpoint = await Endpoint.StartRealAsync("whisper-base", ("VAD_FILTER", "true"), ("TEMPERATURE_FALLBACK", "true"));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
