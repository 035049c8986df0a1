using System.Text;
using System.Text.Json;
using Speech.Transcription.Answers;

namespace Speech.Transcription.Tests.Answers;

public sealed class TranscriptionResultTests
{
    [Fact]
    public void The_answer_has_the_reference_shape_and_order()
    {
        var result = new TranscriptionResult(
            [new("SPEAKER_00", " Grüße, 世界.", new(0, 3.2))],
            [new(" Grüße,", new(0, 1.234)), new(" 世界.", new(1.235, 3.2))]);

        Assert.Equal(
            """{"speakers":[{"speaker":"SPEAKER_00","text":" Grüße, 世界.","timestamp":[0.0,3.2]}],"chunks":[{"text":" Grüße,","timestamp":[0.0,1.23]},{"text":" 世界.","timestamp":[1.24,3.2]}],"text":" Grüße, 世界."}""",
            Encoding.UTF8.GetString(result.ToJson()));
    }

    [Fact]
    public void Words_stand_in_their_chunk()
        => Assert.Equal(
            """{"speakers":[],"chunks":[{"text":" a b","timestamp":[0.0,1.0],"words":[{"text":" a","timestamp":[0.0,0.4]},{"text":" b","timestamp":[0.4,1.0]}]}],"text":" a b"}""",
            Encoding.UTF8.GetString(new TranscriptionResult([], [new(" a b", new(0, 1)) { Words = [new(" a", new(0, 0.4)), new(" b", new(0.4, 1))] }]).ToJson()));

    [Fact]
    public void Silence_is_an_answer_with_empty_lists()
        => Assert.Equal("""{"speakers":[],"chunks":[],"text":""}""", Encoding.UTF8.GetString(new TranscriptionResult([], []).ToJson()));

    [Fact]
    public void Times_come_back_from_json_as_they_went()
    {
        for (var hundredths = 0; hundredths < 20_000; hundredths += 7)
        {
            var stamp = new Timestamp(hundredths / 100.0, (hundredths + 1) / 100.0);
            Assert.Equal(stamp, JsonSerializer.Deserialize<Timestamp>(JsonSerializer.Serialize(stamp)));
        }
    }

    [Fact]
    public void The_text_is_that_of_the_chunks_joined()
    {
        var chunks = Enumerable.Range(0, 50).Select(number => new TimedText($" {number}", new(number, number + 1))).ToList();
        Assert.Equal(string.Concat(chunks.Select(chunk => chunk.Text)), new TranscriptionResult([], chunks).Text);
    }
}
