using System.Text.Json;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.TestSupport;
using Speech.Transcription.Speakers;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Speakers;

public class GoldenWordTests
{
    private static readonly string[] GoldenFile = ["diarization", "words", "word_assignment.json"];

    public static TheoryData<string> Cases()
        => [.. ReadCases(Reference.PathOf(GoldenFile)).Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Words_have_the_speakers_of_the_hand_written_reference(string name)
    {
        var golden = ReadCases(Reference.PathOf(GoldenFile)).Single(item => item.GetProperty("name").GetString() == name);
        var turns = new SpeakerTurnIndex(golden.GetProperty("turns").EnumerateArray()
            .Select(turn => new SpeakerTurn(
                Seconds(turn, "start")!.Value, Seconds(turn, "end")!.Value, turn.GetProperty("speaker").GetString()!)));

        Assert.Equal(
            golden.GetProperty("expected").EnumerateArray().Select(speaker => speaker.GetString()),
            ReadWords(golden.GetProperty("words")).Select(word => SpeakerAlignment.AssignSpeaker(word, turns).Speaker));
    }

    private static JsonElement.ArrayEnumerator ReadCases(string file)
        => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("cases").EnumerateArray();

    /// <summary>A word without an end lasts until the next one starts; the last one is an instant.</summary>
    private static IEnumerable<Word> ReadWords(JsonElement words)
    {
        var starts = words.EnumerateArray().Select(word => Seconds(word, "start")!.Value).ToList();
        return words.EnumerateArray().Select((word, i) =>
        {
            var end = Seconds(word, "end") ?? Math.Max(starts[i], i + 1 < starts.Count ? starts[i + 1] : starts[i]);
            return new Word(word.GetProperty("text").GetString()!, starts[i], end);
        });
    }

    private static double? Seconds(JsonElement item, string name)
        => item.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
