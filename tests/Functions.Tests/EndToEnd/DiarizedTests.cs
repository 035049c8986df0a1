using System.Text;
using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Diarized transcripts. The networks have random weights: the text is random, but its structure is not.</summary>
public sealed class DiarizedTests(DiarizedEndpoint diarized) : IClassFixture<DiarizedEndpoint>
{
    private static Recording Conversation => Recording.Load("pyannote-sample.wav").From(0, 15);

    [Fact]
    public async Task The_joined_speaker_texts_equal_the_text_and_every_word_has_a_speaker()
    {
        var answer = await PostAsync(Conversation, "?return_timestamps=word&return_turns=true&return_embeddings=true&language=en");

        var text = VerifyJoined(answer);
        Assert.NotEmpty(text);
        var names = Names(answer);
        Assert.All(answer.GetProperty("chunks").EnumerateArray().SelectMany(chunk => chunk.GetProperty("words").EnumerateArray()), word
            => Assert.Contains(word.GetProperty("speaker").GetString(), names));
        var turns = answer.GetProperty("turns").EnumerateArray().ToList();
        Assert.NotEmpty(turns);
        Assert.All(turns, turn => Assert.InRange(
            turn.GetProperty("timestamp")[1].GetDouble(), turn.GetProperty("timestamp")[0].GetDouble(), Conversation.Seconds));
        Assert.Equal(turns.Select(turn => turn.GetProperty("speaker").GetString()).Distinct().Order(), answer.GetProperty("embeddings")
            .EnumerateObject().Select(speaker => speaker.Name).Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Num_speakers_is_the_number_of_speakers_also_in_rttm(int count)
    {
        var answer = await PostAsync(
            Recording.Load("ami", "dev00.wav").From(0, 15), $"?num_speakers={count}&return_turns=rttm&language=en");

        VerifyJoined(answer);
        // A speaker may have turns without words.
        Assert.InRange(Names(answer).Count, 1, count);
        Assert.Equal(count, SpokenTurn.Parse(answer.GetProperty("rttm").GetString()!).Select(turn => turn.Speaker).Distinct().Count());
    }

    [Fact]
    public async Task Min_speakers_above_max_speakers_is_rejected_with_both_values()
    {
        var answer = await diarized.Endpoint.PostAsync(Conversation.From(0, 1).Wav, "audio/wav", "/?min_speakers=3&max_speakers=2");
        Assert.Equal(400, answer.Status);
        Assert.Contains("min_speakers (3) is greater than max_speakers (2)", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fifth_of_a_second_of_audio_is_transcribed()
        => VerifyJoined(await PostAsync(Conversation.From(10, 0.2), "?language=en"));

    [Fact]
    public async Task Silence_gives_an_empty_transcript()
    {
        var answer = await diarized.Endpoint.PostAsync(Recording.Silence(10).Wav, "audio/wav");
        Assert.StartsWith("""{"speakers":[],"chunks":[],"text":"",""", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>The layout that pyannote documents for use without a network.</summary>
    [Fact]
    public async Task A_pipeline_that_is_named_by_its_config_and_whose_networks_are_files_next_to_it_gives_the_same()
    {
        using var folder = new TempFolder();
        var checkpoints = Reference.PathOf("diarization", "checkpoints");
        var config = folder.Write("config.yaml", Encoding.UTF8.GetBytes(
            File.ReadAllText(Path.Combine(checkpoints, "speaker-diarization-3.1", "config.yaml"))
                .Replace("pyannote/segmentation-3.0", "models/segmentation.bin", StringComparison.Ordinal)
                .Replace("pyannote/wespeaker-voxceleb-resnet34-LM", "./models/embedding.bin", StringComparison.Ordinal)));
        Copy("segmentation-3.0", "segmentation.bin");
        Copy("wespeaker-voxceleb-resnet34-LM", "embedding.bin");
        await using var offline = await Endpoint.StartRealAsync(TinyCheckpoint.Folder, ("DIARIZATION_MODEL", config));
        var (audio, query) = (Conversation.From(7, 5).Wav, "/?return_turns=true&return_embeddings=true&language=en");

        var answer = await offline.PostAsync(audio, "audio/wav", query);

        Assert.Equal((await diarized.Endpoint.PostAsync(audio, "audio/wav", query)).Body, answer.Body);
        Assert.NotEmpty(answer.Json.GetProperty("turns").EnumerateArray());

        void Copy(string network, string name)
            => folder.Write($"models/{name}", File.ReadAllBytes(Path.Combine(checkpoints, network, "pytorch_model.bin")));
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
        Assert.Equal(text, string.Concat(
            answer.GetProperty("speakers").EnumerateArray().Select(passage => passage.GetProperty("text").GetString())));
        return text;
    }

    private static List<string> Names(JsonElement answer)
        => [.. answer.GetProperty("speakers").EnumerateArray().Select(passage => passage.GetProperty("speaker").GetString()!).Distinct()];
}
