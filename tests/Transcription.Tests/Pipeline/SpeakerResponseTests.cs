using System.Text.Json;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>The speakers in a response.</summary>
public sealed class SpeakerResponseTests
{
    private static readonly SpeakerTurn[] ExclusiveTurns = [new(0, 2.4, "SPEAKER_00"), new(2.6, 5, "SPEAKER_01"), new(7, 9, "SPEAKER_00")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_texts_of_the_speakers_concatenated_are_the_text_and_speakers_change_within_a_chunk()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers { Turns = ExclusiveTurns });
        var result = await pipeline.RunAsync(new());

        Assert.Equal(result.Text, string.Concat(result.Speakers.Select(segment => segment.Text)));
        Assert.Equal(
            [("SPEAKER_00", " Good day."), ("SPEAKER_01", " How are"), ("SPEAKER_00", " you? Fine.")],
            result.Speakers.Select(segment => (segment.Speaker, segment.Text)));
        // Word times are computed for the diarization, but a response has them only on request.
        Assert.All(result.Chunks, chunk => Assert.Null(chunk.Words));
        Assert.Null(result.Warning);
    }

    [Fact]
    public async Task Both_models_load_at_the_same_time()
    {
        var speakersLoad = new TaskCompletionSource();
        using var pipeline = new DiarizedPipeline(
            async () =>
            {
                await speakersLoad.Task;
                return Speech();
            },
            () =>
            {
                speakersLoad.SetResult();
                return Task.FromResult<ISpeakerModel>(new FakeSpeakers { Turns = ExclusiveTurns });
            });

        Assert.NotEmpty((await pipeline.RunAsync(new()).WaitAsync(TimeSpan.FromMinutes(1), Stop)).Speakers);
    }

    [Fact]
    public async Task Words_have_speakers_where_words_are_requested()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers { Turns = ExclusiveTurns });
        var result = await pipeline.RunAsync(new() { Timestamps = TimestampGranularity.Word });

        Assert.Equal(
            [
                (" Good", "SPEAKER_00"), (" day.", "SPEAKER_00"), (" How", "SPEAKER_01"), (" are", "SPEAKER_01"),
                (" you?", "SPEAKER_00"), (" Fine.", "SPEAKER_00"),
            ],
            result.Chunks.SelectMany(chunk => chunk.Words!).Select(word => (word.Text, word.Speaker)));
    }

    [Fact]
    public async Task Text_without_any_turn_has_the_default_speaker()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers());
        var result = await pipeline.RunAsync(new());
        Assert.Equal(("SPEAKER_00", result.Text), (Assert.Single(result.Speakers).Speaker, result.Speakers[0].Text));
    }

    [Theory]
    [InlineData(SpeakerOrder.Appearance, "SPEAKER_00", "SPEAKER_01")]
    [InlineData(SpeakerOrder.Cluster, "SPEAKER_01", "SPEAKER_00")]
    public async Task Speakers_are_numbered_in_the_order_of_the_request(SpeakerOrder order, string first, string second)
    {
        var turns = new SpeakerTurn[] { new(0, 2.4, "SPEAKER_01"), new(2.6, 9, "SPEAKER_00") };
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers { Turns = turns });
        var result = await pipeline.RunAsync(new() { SpeakerOrder = order });
        Assert.Equal([first, second], result.Speakers.Select(segment => segment.Speaker));
    }

    [Theory]
    [InlineData(10, "has no speech")]
    [InlineData(31, "is longer than 30 s")]
    public async Task Unusable_reference_audio_is_reported(double seconds, string clause)
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers(), seconds);
        var parameters = new InferenceParameters { KnownSpeakers = [new("Ann", new byte[] { 1 })], Partial = true };
        var exception = await Assert.ThrowsAsync<ParameterException>(() => pipeline.RunAsync(parameters));
        Assert.Equal([$"the reference audio of the known speaker \"Ann\" {clause}"], exception.Faults);
    }

    [Fact]
    public async Task The_number_of_known_speakers_is_limited()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers());
        var many = Enumerable.Range(0, 11).Select(index => new KnownSpeaker($"{index}", new byte[] { 1 })).ToList();
        await Assert.ThrowsAsync<ParameterException>(() => pipeline.RunAsync(new() { KnownSpeakers = many }));
    }

    [Theory]
    [InlineData(3, null, null, 3, 3)]
    [InlineData(null, 2, 5, 2, 5)]
    [InlineData(null, null, 2, 1, 2)]
    [InlineData(null, null, null, 1, int.MaxValue)]
    public async Task The_speaker_counts_bound_the_diarization(int? count, int? min, int? max, int least, int most)
    {
        var speakers = new FakeSpeakers();
        using var pipeline = new DiarizedPipeline(Speech(), speakers);
        await pipeline.RunAsync(new() { SpeakerCount = count, MinSpeakers = min, MaxSpeakers = max });
        Assert.Equal(new SpeakerBounds(least, most), await speakers.Started.ReadAsync(Stop));
    }

    [Fact]
    public async Task Turns_and_embeddings_are_included_only_on_request()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers { Turns = ExclusiveTurns });

        Assert.Equal(["speakers", "chunks", "text", "duration"], await NamesAsync(new()));
        Assert.Equal(["speakers", "chunks", "text", "duration", "turns"], await NamesAsync(new() { Turns = TurnFormat.List }));
        Assert.Equal(
            ["speakers", "chunks", "text", "duration", "rttm", "embeddings"],
            await NamesAsync(new() { Turns = TurnFormat.Rttm, Embeddings = true }));
        var result = await pipeline.RunAsync(new() { Turns = TurnFormat.List, Embeddings = true });
        Assert.Equal(ExclusiveTurns, result.Turns!.Select(turn => new SpeakerTurn(turn.Timestamp.Start, turn.Timestamp.End, turn.Speaker)));
        Assert.Equal(["SPEAKER_00", "SPEAKER_01"], result.Embeddings!.Keys.Order());
        Assert.All(result.Embeddings.Values, embedding => Assert.Equal([10f, 2f], embedding!));

        async Task<IEnumerable<string>> NamesAsync(InferenceParameters parameters)
        {
            var response = await pipeline.RunAsync(parameters);
            return JsonDocument.Parse(response.ToJson()).RootElement.EnumerateObject().Select(member => member.Name).ToList();
        }
    }

    [Fact]
    public async Task Scoring_tools_read_the_turns_in_rttm()
    {
        using var pipeline = new DiarizedPipeline(Speech(), new FakeSpeakers { Turns = ExclusiveTurns });
        var read = TestSupport.Scoring.SpokenTurn.Parse((await pipeline.RunAsync(new() { Turns = TurnFormat.Rttm })).Rttm!);
        Assert.Equal(ExclusiveTurns.Select(turn => (turn.Start, turn.Speaker)), read.Select(turn => (turn.Start, turn.Speaker)));
        Assert.All(ExclusiveTurns.Zip(read), pair => Assert.Equal(pair.First.End, pair.Second.End, 1e-9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public async Task Little_or_no_audio_has_an_ordinary_response(double seconds)
    {
        using var pipeline = new DiarizedPipeline(new ScriptedSpeech(), new FakeSpeakers(), seconds);
        var result = await pipeline.RunAsync(new() { Turns = TurnFormat.List, Timestamps = TimestampGranularity.Word });
        var duration = seconds == 0 ? "0.0" : "0.2";
        Assert.Equal(
            $$"""{"speakers":[],"chunks":[],"text":"","duration":{{duration}},"turns":[]}""",
            System.Text.Encoding.UTF8.GetString(result.ToJson()));
    }

    private static ScriptedSpeech Speech()
        => new(ScriptedSpeech.Segment(0.5, " Good", " day.", " How", " are"), ScriptedSpeech.Segment(7, " you?", " Fine."));
}
