using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The demo models tell who said what in the samples, whose people their training never heard.</summary>
public sealed class DemoSpeakersTests(DemoSpeakersTests.Demo demo) : IClassFixture<DemoSpeakersTests.Demo>
{
    [Theory]
    [InlineData("english", 2, 1)]
    [InlineData("human-digits", 4, 2)]
    public async Task Everybodys_words_are_given_to_them_where_their_number_is_told(string sample, int people, int most)
    {
        var (said, answer) = (new DemoSample(sample).Turns, await AskAsync(sample, $"?num_speakers={people}"));

        var heard = answer.GetProperty("speakers").EnumerateArray().Select(one => (one.GetProperty("speaker").GetString()!, one.GetProperty("text").GetString()!)).ToList();
        // Of the digits one, at the end of a turn, is given to somebody else: a word that is missing there, and one too many here.
        Assert.InRange(SpeakerWordError.Score(said.Select(turn => (turn.Speaker, turn.Text)), heard).Errors, 0, most);
        Assert.Equal(people, heard.Select(one => one.Item1).Distinct().Count());
    }

    [Theory]
    [InlineData("english")]
    [InlineData("spanish")]
    [InlineData("human-digits")]
    public async Task The_turns_are_where_somebody_speaks_and_the_texts_joined_are_the_text(string sample)
    {
        var answer = await AskAsync(sample, "?return_turns=true");

        Assert.Equal(answer.GetProperty("text").GetString(), string.Concat(answer.GetProperty("speakers").EnumerateArray().Select(one => one.GetProperty("text").GetString())));
        var error = DiarizationError.Score([.. new DemoSample(sample).Turns.Select(turn => Anyone(turn.Start, turn.End))],
            [.. answer.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("timestamp")).Select(times => Anyone(times[0].GetDouble(), times[1].GetDouble()))], new());
        Assert.InRange((error.Missed + error.FalseAlarm) / error.Total, 0, 0.1);

        static SpokenTurn Anyone(double start, double end) => new(start, end, "anyone");
    }

    private async Task<JsonElement> AskAsync(string sample, string query)
    {
        var answer = await demo.Endpoint.PostAsync(new DemoSample(sample).Wav, "audio/wav", "/" + query);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    /// <summary>One endpoint with the demo models for all the tests.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync() => _endpoint = await Endpoint.StartRealAsync("demo", ("DIARIZATION_MODEL", "demo-diarization"));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
