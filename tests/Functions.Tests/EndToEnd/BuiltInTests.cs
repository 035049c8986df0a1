using System.Text.Json;
using Speech.BuiltIn;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The models that come with the program, as a host without any settings uses them, on its samples of real speech.</summary>
public sealed class BuiltInTests(BuiltInTests.Defaults defaults) : IClassFixture<BuiltInTests.Defaults>
{
    private static readonly string Samples = Path.GetDirectoryName(BuiltInSamples.Dialogue)!;

    [Fact]
    public async Task A_dialogue_gives_its_words_with_their_speakers()
    {
        var answer = await AskAsync(defaults.Endpoint, "dialogue", "/?num_speakers=2");

        var reference = Reference("dialogue").GetProperty("turns").EnumerateArray()
            .Select(turn => (turn.GetProperty("speaker").GetString()!, Normalized(turn.GetProperty("text").GetString()!)));
        var speakers = answer.GetProperty("speakers").EnumerateArray().ToList();
        var found = speakers.Select(turn => (turn.GetProperty("speaker").GetString()!, Normalized(turn.GetProperty("text").GetString()!)));
        Assert.InRange(SpeakerWordError.Score(reference, found).Rate, 0, 0.05);
        Assert.Equal(2, speakers.Select(turn => turn.GetProperty("speaker").GetString()).Distinct().Count());
        Assert.Equal(
            answer.GetProperty("text").GetString(), string.Concat(speakers.Select(turn => turn.GetProperty("text").GetString())));
    }

    [Fact]
    public async Task Another_language_is_detected()
    {
        var answer = await AskAsync(defaults.Endpoint, "german", "/?language=auto&return_scores=true&return_timestamps=word");

        var error = SpeakerWordError.Score(
            [("", Normalized(Reference("german").GetProperty("text").GetString()!))],
            [("", Normalized(answer.GetProperty("text").GetString()!))]);
        Assert.InRange(error.Rate, 0, 0.25);
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
    public async Task Without_speakers_the_words_are_the_same()
    {
        await using var endpoint = await Endpoint.StartRealAsync("whisper-base", ("VAD_FILTER", "true"), ("GUARDS", "true"));

        var answer = await AskAsync(endpoint, "dialogue", "/");

        Assert.Empty(answer.GetProperty("speakers").EnumerateArray());
        Assert.Equal(
            Normalized(Reference("dialogue").GetProperty("text").GetString()!), Normalized(answer.GetProperty("text").GetString()!));
    }

    private static async Task<JsonElement> AskAsync(Endpoint endpoint, string sample, string path)
    {
        var wav = await File.ReadAllBytesAsync(Path.Combine(Samples, sample + ".wav"), TestContext.Current.CancellationToken);
        var answer = await endpoint.PostAsync(wav, "audio/wav", path);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static JsonElement Reference(string sample) => JsonElement.Parse(File.ReadAllText(Path.Combine(Samples, sample + ".json")));

    /// <summary>Words in lower case, without punctuation.</summary>
    private static string Normalized(string text)
        => string.Join(' ', text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Concat(word.Where(char.IsLetterOrDigit))));

    /// <summary>One endpoint with the default settings for all tests of the class.</summary>
    public sealed class Defaults : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync()
            => _endpoint = await Endpoint.StartRealAsync("whisper-base", ("DIARIZATION_MODEL", "speaker-diarization"), ("GUARDS", "true"));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
