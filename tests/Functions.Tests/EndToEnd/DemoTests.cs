using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The demo models transcribe the samples, which are not part of their training data.</summary>
public sealed class DemoTests(DemoTests.Demo demo) : IClassFixture<DemoTests.Demo>
{
    [Theory]
    [InlineData("english")]
    [InlineData("spanish")]
    public async Task A_sample_gives_its_reference_words(string sample)
        => Assert.Equal(new DemoSample(sample).Text, Words(await AskAsync(sample, "{}")));

    /// <summary>Repeated digits are the model's weakness: its card gives a word error rate of one in eleven.</summary>
    [Fact]
    public async Task Digits_have_a_word_error_rate_of_at_most_one_in_ten()
    {
        var reference = new DemoSample("human-digits").Text;
        var error = SpeakerWordError.Score([("anyone", reference)], [("anyone", Words(await AskAsync("human-digits", "{}")))]);
        Assert.InRange(error.Rate, 0, 0.1);
    }

    [Fact]
    public async Task Spanish_is_translated_to_English_on_request()
        => Assert.Equal(new DemoSample("spanish").English, Words(await AskAsync("spanish", """{"task": "translate"}""")));

    [Theory]
    [InlineData("english")]
    [InlineData("spanish")]
    [InlineData("human-digits")]
    public async Task Assisted_decoding_gives_the_same_text(string sample)
        => Assert.Equal((await AskAsync(sample, "{}")).GetRawText(), (await AskAsync(sample, """{"assisted": true}""")).GetRawText());

    [Theory]
    [InlineData("english")]
    [InlineData("spanish")]
    [InlineData("human-digits")]
    public async Task Streamed_text_joined_is_the_final_text_at_any_batch_size(string sample)
    {
        var wav = new DemoSample(sample).Wav;
        var final = Words(await AskAsync(sample, "{}"));
        foreach (var batchSize in new[] { 1, 24 })
        {
            var (chunks, text) = await StreamedText.OfNativeRouteAsync(demo.Endpoint, wav, batchSize);
            Assert.Equal((final, final), (chunks.Trim(), text.Trim()));
            Assert.Equal((final, final), await StreamedText.OfOpenAIRouteAsync(demo.Endpoint, wav, batchSize));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task Silence_noise_hum_and_chords_give_no_text(int batchSize)
    {
        var random = new Random(3);
        foreach (var level in new[] { 0, 0.001, 0.02, 0.2 }) await CheckAsync(_ => level * (2 * random.NextDouble() - 1));
        await CheckAsync(time => 0.2 * (Tone(50, time) + 0.3 * Tone(150, time)));
        await CheckAsync(time => 0.1 * (Tone(262, time) + Tone(330, time) + Tone(392, time)));

        async Task CheckAsync(Func<double, double> sample)
        {
            var wav = Wave.File([.. Enumerable.Range(0, 60 * 16_000).Select(i => (short)(32767 * sample(i / 16_000.0)))]);
            Assert.Equal("", Words(await AskAsync(wav, $$"""{"batch_size": {{batchSize}}}""")));
        }

        static double Tone(double hertz, double time) => Math.Sin(2 * Math.PI * hertz * time);
    }

    private Task<JsonElement> AskAsync(string sample, string parameters) => AskAsync(new DemoSample(sample).Wav, parameters);

    private async Task<JsonElement> AskAsync(byte[] audio, string parameters)
    {
        var base64 = Convert.ToBase64String(audio);
        var answer = await demo.Endpoint.PostJsonAsync($$"""{"inputs": "{{base64}}", "parameters": {{parameters}}}""");
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static string Words(JsonElement answer) => answer.GetProperty("text").GetString()!.Trim();

    /// <summary>One endpoint with the demo models for all tests of the class.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync()
            => _endpoint = await Endpoint.StartRealAsync(
                DemoModels.Asr, ("ASSISTANT_MODEL", DemoModels.Assistant));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
