using System.Text.Json;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>What an answer says of the speakers.</summary>
public sealed class SpeakerAnswerTests
{
    private static readonly SpeakerTurn[] s_turns = [new(0, 2.4, "SPEAKER_00"), new(2.6, 5, "SPEAKER_01"), new(7, 9, "SPEAKER_00")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_texts_of_the_speakers_joined_are_the_text_and_change_within_a_chunk()
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers { Turns = s_turns });
        var result = await stage.RunAsync(new());

        Assert.Equal(result.Text, string.Concat(result.Speakers.Select(passage => passage.Text)));
        Assert.Equal([("SPEAKER_00", " Good day."), ("SPEAKER_01", " How are"), ("SPEAKER_00", " you? Fine.")], result.Speakers.Select(passage => (passage.Speaker, passage.Text)));
        // Words serve the speakers, and stay out of an answer that did not ask for them.
        Assert.All(result.Chunks, chunk => Assert.Null(chunk.Words));
        Assert.Null(result.Warning);
    }

    [Fact]
    public async Task Words_have_speakers_where_words_are_asked_for()
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers { Turns = s_turns });
        var result = await stage.RunAsync(new() { Timestamps = TimestampDetail.Word });

        Assert.Equal(
            [(" Good", "SPEAKER_00"), (" day.", "SPEAKER_00"), (" How", "SPEAKER_01"), (" are", "SPEAKER_01"), (" you?", "SPEAKER_00"), (" Fine.", "SPEAKER_00")],
            result.Chunks.SelectMany(chunk => chunk.Words!).Select(word => (word.Text, word.Speaker)));
    }

    [Fact]
    public async Task Text_that_no_turn_covers_still_has_a_speaker()
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers());
        var result = await stage.RunAsync(new());
        Assert.Equal(("SPEAKER_00", result.Text), (Assert.Single(result.Speakers).Speaker, result.Speakers[0].Text));
    }

    [Theory]
    [InlineData(3, null, null, 3, 3)]
    [InlineData(null, 2, 5, 2, 5)]
    [InlineData(null, null, 2, 1, 2)]
    [InlineData(null, null, null, 1, int.MaxValue)]
    public async Task The_numbers_of_speakers_bound_the_diarization(int? count, int? min, int? max, int least, int most)
    {
        var speakers = new FakeSpeakers();
        using var stage = new SpeakerStage(Speech(), speakers);
        await stage.RunAsync(new() { SpeakerCount = count, MinSpeakers = min, MaxSpeakers = max });
        Assert.Equal(new SpeakerBounds(least, most), await speakers.Started.ReadAsync(Stop));
    }

    [Fact]
    public async Task Turns_and_voices_come_when_they_are_asked_for_and_only_then()
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers { Turns = s_turns });

        Assert.Equal(["speakers", "chunks", "text"], await NamesAsync(new()));
        Assert.Equal(["speakers", "chunks", "text", "turns"], await NamesAsync(new() { Turns = TurnForm.List }));
        Assert.Equal(["speakers", "chunks", "text", "rttm", "embeddings"], await NamesAsync(new() { Turns = TurnForm.Rttm, Embeddings = true }));
        var result = await stage.RunAsync(new() { Turns = TurnForm.List, Embeddings = true });
        Assert.Equal(s_turns, result.Turns!.Select(turn => new SpeakerTurn(turn.Timestamp.Start, turn.Timestamp.End, turn.Speaker)));
        Assert.Equal(["SPEAKER_00", "SPEAKER_01"], result.Embeddings!.Keys.Order());
        Assert.All(result.Embeddings.Values, voice => Assert.Equal([10f, 2f], voice!));

        async Task<IEnumerable<string>> NamesAsync(InferenceParameters parameters)
            => JsonDocument.Parse((await stage.RunAsync(parameters)).ToJson()).RootElement.EnumerateObject().Select(member => member.Name).ToList();
    }

    [Fact]
    public async Task Turns_in_rttm_are_what_scoring_tools_read()
    {
        using var stage = new SpeakerStage(Speech(), new FakeSpeakers { Turns = s_turns });
        var read = TestSupport.Scoring.SpokenTurn.Parse((await stage.RunAsync(new() { Turns = TurnForm.Rttm })).Rttm!);
        Assert.Equal(s_turns.Select(turn => (turn.Start, turn.Speaker)), read.Select(turn => (turn.Start, turn.Speaker)));
        Assert.All(s_turns.Zip(read), pair => Assert.Equal(pair.First.End, pair.Second.End, 1e-9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public async Task Little_or_no_audio_is_an_ordinary_answer(double seconds)
    {
        using var stage = new SpeakerStage(new ScriptedSpeech(), new FakeSpeakers(), seconds);
        var result = await stage.RunAsync(new() { Turns = TurnForm.List, Timestamps = TimestampDetail.Word });
        Assert.Equal("""{"speakers":[],"chunks":[],"text":"","turns":[]}""", System.Text.Encoding.UTF8.GetString(result.ToJson()));
    }

    private static ScriptedSpeech Speech() => new(ScriptedSpeech.Chunk(0.5, " Good", " day.", " How", " are"), ScriptedSpeech.Chunk(7, " you?", " Fine."));
}
