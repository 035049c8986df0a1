using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

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
        Assert.Equal(sample.Words, TextOf(await AskAsync(sample)));
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
            => _endpoint = await Endpoint.StartRealAsync("whisper-base", ("VAD_FILTER", "true"), ("GUARDS", "true"));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
