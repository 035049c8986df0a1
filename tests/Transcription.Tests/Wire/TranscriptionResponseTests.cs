using System.Text;
using System.Text.Json;
using Speech.Diarization;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Wire;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Wire;

public sealed class TranscriptionResponseTests
{
    [Fact]
    public void The_response_has_the_shape_and_order_of_the_reference()
        => Assert.Equal(
            """{"speakers":[{"speaker":"SPEAKER_00","text":" Grüße, 世界.","timestamp":[0.0,3.2]}]"""
            + ""","chunks":[{"text":" Grüße,","timestamp":[0.0,1.23]},{"text":" 世界.","timestamp":[1.24,3.2]}],"text":" Grüße, 世界."}""",
            Write(new([new(" Grüße,", 0, 1.234), new(" 世界.", 1.235, 3.2)])
            {
                SpeakerSegments = [new(" Grüße, 世界.", 0, 3.2, "SPEAKER_00")],
            }));

    [Fact]
    public void Words_are_members_of_their_chunk_where_requested()
    {
        var transcript = new Transcript([new(" a b", 0, 1) { Words = [new(" a", 0, 0.4), new(" b", 0.4, 1, "SPEAKER_01")] }]);
        Assert.Equal(
            """{"speakers":[],"chunks":[{"text":" a b","timestamp":[0.0,1.0],"words":[{"text":" a","timestamp":[0.0,0.4]},"""
            + """{"text":" b","timestamp":[0.4,1.0],"speaker":"SPEAKER_01"}]}],"text":" a b"}""",
            Write(transcript, new() { Timestamps = TimestampGranularity.Word }));
        Assert.Equal("""{"speakers":[],"chunks":[{"text":" a b","timestamp":[0.0,1.0]}],"text":" a b"}""", Write(transcript));
    }

    [Fact]
    public void Turns_and_embeddings_are_included_where_requested()
    {
        var transcript = new Transcript([])
        {
            Turns = [new(0.5, 1.254, "SPEAKER_00")],
            Speakers = [new("SPEAKER_00", [0.5f, 2]), new("SPEAKER_01", null)],
        };
        Assert.Equal("""{"speakers":[],"chunks":[],"text":""}""", Write(transcript));
        Assert.Equal(
            """{"speakers":[],"chunks":[],"text":"","turns":[{"speaker":"SPEAKER_00","timestamp":[0.5,1.25]}]"""
            + ""","embeddings":{"SPEAKER_00":[0.5,2],"SPEAKER_01":null}}""",
            Write(transcript, new() { Turns = TurnFormat.List, Embeddings = true }));
        Assert.StartsWith(
            """{"speakers":[],"chunks":[],"text":"","rttm":"SPEAKER audio 1 0.500 """,
            Write(transcript, new() { Turns = TurnFormat.Rttm }), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_language_and_timings_are_included()
    {
        var tokens = new[] { new TranscriptToken(1, default, Math.Log(0.5)), new TranscriptToken(2, default, 0) };
        var transcript = new Transcript(
            [
                new(" a", 0, 1) { Language = "en", Scores = new(tokens, 0.25, 0.2), Words = [new(" a", 0, 1) { Confidence = 0.75 }] },
                new(" b", 1, 2) { Language = "de" },
            ])
        {
            Language = "en",
            Duration = 3,
            Timings = new(0.1, 1.23456, 2, 4, 1),
        };
        Assert.Equal(
            """{"speakers":[],"chunks":[{"text":" a","timestamp":[0.0,1.0]},{"text":" b","timestamp":[1.0,2.0],"language":"de"}]"""
            + ""","text":" a b","language":"en","duration":3.0}""",
            Write(transcript));
        Assert.Equal(
            """{"speakers":[],"chunks":[{"text":" a","timestamp":[0.0,1.0]"""
            + ""","words":[{"text":" a","timestamp":[0.0,1.0],"confidence":0.75}]"""
            + ""","confidence":0.75,"avg_logprob":-0.3466,"no_speech_prob":0.25},{"text":" b","timestamp":[1.0,2.0],"language":"de"}]"""
            + ""","text":" a b","language":"en","duration":3.0"""
            + ""","timings":{"loading":0.1,"transcribing":1.235,"total":2,"windows":4,"retries":1}"""
            + ""","warning":"Ignored in generate_kwargs: x"}""",
            Write(transcript, new() { Timestamps = TimestampGranularity.Word, Scores = true, Timings = true, IgnoredNames = "x" }));
    }

    [Fact]
    public void A_partial_transcript_has_a_warning_and_no_optional_members()
        => Assert.Equal(
            """{"speakers":[],"chunks":[],"text":"","warning":"No speakers: it's broken"}""",
            Write(new([]) { Warning = "No speakers: it's broken" }, new() { Turns = TurnFormat.Rttm, Embeddings = true }));

    [Fact]
    public void Silence_has_empty_lists() => Assert.Equal("""{"speakers":[],"chunks":[],"text":""}""", Write(new([])));

    [Fact]
    public void Timestamps_round_trip_through_json()
    {
        for (var hundredths = 0; hundredths < 20_000; hundredths += 7)
        {
            var timestamp = new Timestamp(hundredths / 100.0, (hundredths + 1) / 100.0);
            Assert.Equal(timestamp, JsonSerializer.Deserialize<Timestamp>(JsonSerializer.Serialize(timestamp)));
        }
    }

    [Fact]
    public void The_text_is_that_of_the_chunks_concatenated()
    {
        var segments = Enumerable.Range(0, 50).Select(number => new Segment($" {number}", number, number + 1)).ToList();
        var response = TranscriptionResponse.From(new(segments), new());
        Assert.Equal(string.Concat(segments.Select(segment => segment.Text)), response.Text);
        Assert.Equal(response.Text, string.Concat(response.Chunks.Select(chunk => chunk.Text)));
    }

    private static string Write(Transcript transcript, InferenceParameters? parameters = null)
        => Encoding.UTF8.GetString(TranscriptionResponse.From(transcript, parameters ?? new()).ToJson());
}
