using System.Text.Json;
using Speech.TestSupport;
using Speech.Transcription.Speakers;

namespace Speech.Transcription.Tests.Speakers;

public class GoldenWordTests
{
    public static TheoryData<string> Cases()
    {
        var file = Reference.PathOf("diarization", "words", "word_assignment.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Words_get_the_speakers_that_were_written_down_by_hand(string name)
    {
        var golden = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "words", "word_assignment.json"))).RootElement
            .GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
        var turns = golden.GetProperty("turns").EnumerateArray().Select(turn => new Turn(Seconds(turn, "start")!.Value, Seconds(turn, "end")!.Value, turn.GetProperty("speaker").GetString()!));
        var words = golden.GetProperty("words").EnumerateArray().Select(word => new SpokenWord(word.GetProperty("text").GetString()!, Seconds(word, "start")!.Value, Seconds(word, "end"))).ToList();

        Assert.Equal(golden.GetProperty("expected").EnumerateArray().Select(speaker => speaker.GetString()), SpeakerAlignment.SpeakersOf(words, new TurnIndex(turns)));
    }

    private static double? Seconds(JsonElement item, string name) => item.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
