using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;
using Speech.Transcription.Tests.Ggml;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>A GGML file on whisper.cpp, with speakers of the diarization engine.</summary>
public sealed class GgmlTests
{
    [Fact]
    public async Task Text_words_and_speakers_come_back()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("ggml-random.bin");
        GgmlFile.Write(path);
        var sample = new DemoSample("english");
        await using var endpoint = await Endpoint.StartRealAsync(path, ("DIARIZATION_MODEL", DemoModels.Diarization));

        var answer = await endpoint.PostAsync(sample.Wav, "audio/wav", "/?return_timestamps=word&num_speakers=2");

        Assert.True(answer.Status == 200, answer.Body);
        var transcript = JsonElement.Parse(answer.Body);
        var text = transcript.GetProperty("text").GetString()!;
        Assert.NotEmpty(text);
        Assert.True(GgmlFile.IsText(text), text);
        var speakers = transcript.GetProperty("speakers").EnumerateArray().ToList();
        Assert.Equal(text, string.Concat(speakers.Select(turn => turn.GetProperty("text").GetString())));
        Assert.All(speakers, turn => Assert.StartsWith("SPEAKER_", turn.GetProperty("speaker").GetString(), StringComparison.Ordinal));
        Assert.NotEmpty(transcript.GetProperty("chunks").EnumerateArray().SelectMany(chunk => chunk.GetProperty("words").EnumerateArray()));
    }
}
