using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The demo models assign the words of the samples to speakers, who are not part of their training data.</summary>
public sealed class DemoSpeakersTests(DemoSpeakersTests.Demo demo) : IClassFixture<DemoSpeakersTests.Demo>
{
    [Theory]
    [InlineData("english", 2, 1)]
    [InlineData("human-digits", 4, 2)]
    public async Task Words_are_assigned_to_their_speakers_when_num_speakers_is_given(string sample, int people, int most)
    {
        var (reference, answer) = (new DemoSample(sample).Turns, await AskAsync(sample, $"?num_speakers={people}&chunking=stride"));

        var actual = answer.GetProperty("speakers").EnumerateArray()
            .Select(one => (one.GetProperty("speaker").GetString()!, one.GetProperty("text").GetString()!)).ToList();
        // The demo models were trained on whole windows. One digit at the end of a turn is assigned to another
        // speaker: one word missing for one, and one extra for the other.
        Assert.InRange(SpeakerWordError.Score(reference.Select(turn => (turn.Speaker, turn.Text)), actual).Errors, 0, most);
        Assert.Equal(people, actual.Select(one => one.Item1).Distinct().Count());
    }

    [Theory]
    [InlineData("min_speakers=3", 3)]
    [InlineData("max_speakers=1", 1)]
    public async Task Two_people_are_more_or_fewer_speakers_where_the_bounds_ask_for_that(string bound, int expected)
    {
        var answer = await AskAsync("spanish", $"?{bound}&return_turns=true");

        var speakers = answer.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("speaker").GetString());
        Assert.Equal(expected, speakers.Distinct().Count());
    }

    [Theory]
    [InlineData("english")]
    [InlineData("spanish")]
    [InlineData("human-digits")]
    public async Task Turns_cover_the_speech_and_the_joined_texts_equal_the_text(string sample)
    {
        var answer = await AskAsync(sample, "?return_turns=true");

        Assert.Equal(answer.GetProperty("text").GetString(), string.Concat(
            answer.GetProperty("speakers").EnumerateArray().Select(one => one.GetProperty("text").GetString())));
        var error = DiarizationError.Score([.. new DemoSample(sample).Turns.Select(turn => Anyone(turn.Start, turn.End))],
            [.. answer.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("timestamp"))
                .Select(times => Anyone(times[0].GetDouble(), times[1].GetDouble()))], new());
        Assert.InRange((error.Missed + error.FalseAlarm) / error.Total, 0, 0.1);

        static SpokenTurn Anyone(double start, double end) => new(start, end, "anyone");
    }

    private async Task<JsonElement> AskAsync(string sample, string query)
    {
        var answer = await demo.Endpoint.PostAsync(new DemoSample(sample).Wav, "audio/wav", "/" + query);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    /// <summary>One endpoint with the demo models for all tests of the class.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync()
            => _endpoint = await Endpoint.StartRealAsync(DemoModels.Asr, ("DIARIZATION_MODEL", DemoModels.Diarization));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
