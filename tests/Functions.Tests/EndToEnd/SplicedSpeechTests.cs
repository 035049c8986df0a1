using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The laws of every transcript, on samples of the demo with pauses between and before them. <c>tests/Chaos</c> has a thousand
/// of splices.</summary>
public sealed class SplicedSpeechTests(DemoSpeakersTests.Demo demo) : IClassFixture<DemoSpeakersTests.Demo>
{
    private static readonly string[] Samples = ["english", "spanish", "human-digits"];

    [Theory]
    [InlineData(new double[] { 9 })]
    [InlineData(new double[] { 0, 11 })]
    public async Task Pauses_lose_no_words(double[] pauses)
    {
        var english = new DemoSample("english");
        var audio = Recording.Join([.. pauses.SelectMany(pause => new[] { Recording.Silence(pause), Recording.Of(english.Wav) })]);

        var answer = await AskAsync(audio, "language=en");

        Assert.Equal(string.Join(' ', pauses.Select(_ => english.Text)), answer.GetProperty("text").GetString()!.Trim());
    }

    [Fact]
    public async Task Words_of_two_languages_after_silence_are_in_order_and_in_speech()
        => Verify(await AskAsync(
            Recording.Join(
                Recording.Silence(5), Recording.Of(new DemoSample("english").Wav), Recording.Silence(1),
                Recording.Of(new DemoSample("spanish").Wav)),
            "language=es"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Words_of_random_splices_are_in_order_and_in_speech(int seed)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, 3).SelectMany(_ =>
        {
            var sample = Recording.Of(new DemoSample(Samples[random.Next(Samples.Length)]).Wav);
            var length = 2 + 6 * random.NextDouble();
            return new[]
            {
                Recording.Silence(20 * random.NextDouble()), sample.From((sample.Seconds - length) * random.NextDouble(), length),
            };
        });

        Verify(await AskAsync(Recording.Join([.. parts]), ""));
    }

    private async Task<JsonElement> AskAsync(Recording audio, string query)
    {
        var answer = await demo.Endpoint.PostAsync(audio.Wav, "audio/wav", "/?return_timestamps=word&return_turns=true&" + query);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static void Verify(JsonElement answer)
    {
        Assert.NotEqual(0, answer.GetProperty("chunks").GetArrayLength());
        Assert.Null(TranscriptLaws.FindBroken(answer));
    }
}
