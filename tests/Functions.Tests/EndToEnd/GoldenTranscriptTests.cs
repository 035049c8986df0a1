using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Transcripts of recordings equal those of the reference implementation.</summary>
public sealed class GoldenTranscriptTests(RealEndpoint real) : IClassFixture<RealEndpoint>
{
    private const string English = """{"language": "en"}""";
    private const string GermanTranslated = """{"language": "german", "task": "translate"}""";

    [Theory]
    [InlineData("jfk_timestamps_autolang", null, "")]
    [InlineData("jfk_timestamps", English, "?language=en")]
    [InlineData("jfk_timestamps_translate_de", GermanTranslated, "?language=german&task=translate")]
    public async Task Every_body_format_gives_the_text_and_times_of_the_reference(string name, string? parameters, string query)
    {
        var wav = File.ReadAllBytes(Reference.PathOf("audio", "jfk.wav"));
        var expected = GoldenTranscript.Load(name, duration: 11);
        Answer[] answers =
        [
            await real.Endpoint.PostAsync(Forms.Json(wav, parameters), "application/json"),
            await real.Endpoint.PostAsync(Forms.Multipart(wav, parameters), Forms.MultipartType, "/predict"),
            await real.Endpoint.PostAsync(wav, "audio/wav", "/" + query),
            await real.Endpoint.PostAsync(Recording.Jfk.Wav[Wave.HeaderLength..], "audio/pcm", "/predict" + query),
        ];

        foreach (var answer in answers)
        {
            var transcript = Transcript.Of(answer, duration: 11);
            Assert.Equal(expected.Text, transcript.Text);
            Assert.Equal(expected.Chunks, transcript.Chunks);
            Assert.StartsWith(" ", transcript.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Silence_gives_an_empty_transcript()
    {
        var answer = await real.Endpoint.PostAsync(Recording.Silence(10).Wav, "audio/wav");
        Assert.StartsWith("""{"speakers":[],"chunks":[],"text":"",""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_before_and_after_speech_adds_no_words()
    {
        var spoken = Transcript.Of(await real.Endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav"), duration: 11);
        var within = Recording.Join(Recording.Jfk, Recording.Silence(60));

        var transcript = Transcript.Of(await real.Endpoint.PostAsync(within.Wav, "audio/wav"), within.Seconds);

        // The network sees the same 30 seconds, followed by silence, within which the last end is predicted.
        Assert.Equal(spoken.Text, transcript.Text);
        Assert.Equal(spoken.Chunks.SkipLast(1), transcript.Chunks.SkipLast(1));
    }
}
