using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>A recording in, and out comes who said what. The networks are random: what they say is nonsense, how it fits together is not.</summary>
public sealed class DiarizedTests(DiarizedEndpoint diarized) : IClassFixture<DiarizedEndpoint>
{
    private static Recording Conversation => Recording.Load("pyannote-sample.wav").From(0, 15);

    [Fact]
    public async Task The_texts_of_the_speakers_joined_are_the_text_and_every_word_has_a_speaker()
    {
        var answer = await PostAsync(Conversation, "?return_timestamps=word&return_turns=true&return_embeddings=true&language=en");

        var text = VerifyJoined(answer);
        Assert.NotEmpty(text);
        var names = Names(answer);
        Assert.All(answer.GetProperty("chunks").EnumerateArray().SelectMany(chunk => chunk.GetProperty("words").EnumerateArray()), word => Assert.Contains(word.GetProperty("speaker").GetString(), names));
        var turns = answer.GetProperty("turns").EnumerateArray().ToList();
        Assert.NotEmpty(turns);
        Assert.All(turns, turn => Assert.InRange(turn.GetProperty("timestamp")[1].GetDouble(), turn.GetProperty("timestamp")[0].GetDouble(), Conversation.Seconds));
        Assert.Equal(turns.Select(turn => turn.GetProperty("speaker").GetString()).Distinct().Order(), answer.GetProperty("embeddings").EnumerateObject().Select(voice => voice.Name).Order());
    }

    [Fact]
    public async Task Two_speakers_asked_for_are_at_most_two_in_rttm_too()
    {
        var answer = await PostAsync(Conversation, "?num_speakers=2&return_turns=rttm&language=en");

        VerifyJoined(answer);
        Assert.InRange(Names(answer).Count, 1, 2);
        Assert.InRange(SpokenTurn.Parse(answer.GetProperty("rttm").GetString()!).Select(turn => turn.Speaker).Distinct().Count(), 1, 2);
    }

    [Fact]
    public async Task More_speakers_at_least_than_at_most_are_refused_with_both_numbers()
    {
        var answer = await diarized.Endpoint.PostAsync(Conversation.From(0, 1).Wav, "audio/wav", "/?min_speakers=3&max_speakers=2");
        Assert.Equal(400, answer.Status);
        Assert.Contains("min_speakers (3) is greater than max_speakers (2)", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fifth_of_a_second_is_an_ordinary_answer() => VerifyJoined(await PostAsync(Conversation.From(10, 0.2), "?language=en"));

    [Fact]
    public async Task Silence_is_an_ordinary_answer_with_nothing_in_it()
    {
        var answer = await diarized.Endpoint.PostAsync(Recording.Silence(10).Wav, "audio/wav");
        Assert.Equal((200, """{"speakers":[],"chunks":[],"text":""}"""), (answer.Status, answer.Body));
    }

    private async Task<JsonElement> PostAsync(Recording recording, string query)
    {
        var answer = await diarized.Endpoint.PostAsync(recording.Wav, "audio/wav", "/" + query);
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Body}");
        return answer.Json;
    }

    private static string VerifyJoined(JsonElement answer)
    {
        var text = answer.GetProperty("text").GetString()!;
        Assert.Equal(text, string.Concat(answer.GetProperty("speakers").EnumerateArray().Select(passage => passage.GetProperty("text").GetString())));
        return text;
    }

    private static List<string> Names(JsonElement answer)
        => [.. answer.GetProperty("speakers").EnumerateArray().Select(passage => passage.GetProperty("speaker").GetString()!).Distinct()];
}
