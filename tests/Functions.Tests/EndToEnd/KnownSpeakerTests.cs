using System.Runtime.InteropServices;
using System.Text.Json;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The built-in diarization names known speakers; scripted words keep the tests quick.</summary>
public sealed class KnownSpeakerTests
{
    private const int HeaderBytes = 44;
    private static readonly byte[] Dialogue = new BuiltInSample("dialogue").Wav;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Known_speakers_have_their_names_and_others_do_not()
    {
        var speech = new ScriptedSpeech(ScriptedSpeech.Segment(2, " Printing"), ScriptedSpeech.Segment(10, " Americans"));
        await using var endpoint = await Endpoint.StartAsync(
            loader: FakeLoader.Of(speech), settings: [("DIARIZATION_MODEL", "speaker-diarization")]);
        var (first, second, stranger) = (Cut(Dialogue, 0.4, 7.9), Cut(Dialogue, 8.6, 16.1), Cut(new BuiltInSample("german").Wav, 0, 6));

        using var native = Native(("Bob", second), ("Ann", first));
        Assert.Equal(["Ann", "Bob"], SpeakersIn(await PostAsync(endpoint, "/", native), "speakers"));

        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Dialogue), "file", "dialogue.wav" },
            { new StringContent("diarized_json"), "response_format" },
            { new StringContent("Stranger"), "known_speaker_names[]" },
            { new StringContent("A"), "known_speaker_names[]" },
            { new StringContent("data:audio/wav;base64," + stranger), "known_speaker_references[]" },
            { new StringContent("data:audio/wav;base64," + second), "known_speaker_references[]" },
        };
        // The label A is taken by the name.
        Assert.Equal(["B", "A"], SpeakersIn(await PostAsync(endpoint, "/v1/audio/transcriptions", form), "segments"));
    }

    [Theory]
    [InlineData("MAX_KNOWN_SPEAKERS", "1", "there are more than 1 known speakers")]
    [InlineData("MAX_KNOWN_SPEAKER_SECONDS", "2", "the reference audio of the known speaker \"Ann\" is longer than 2 s")]
    public async Task Their_number_and_the_length_of_their_audio_are_limited_by_settings(string setting, string value, string expected)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: [("DIARIZATION_MODEL", "speaker-diarization"), (setting, value)]);
        using var native = Native(("Ann", Cut(Dialogue, 0.4, 3.4)), ("Bob", Cut(Dialogue, 8.6, 9.6)));

        var answer = await endpoint.PostAsync(native);

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Sentence, StringComparison.Ordinal);
    }

    private static StringContent Native(params (string Name, string Audio)[] known)
        => new(
            JsonSerializer.Serialize(new
            {
                inputs = Convert.ToBase64String(Dialogue),
                parameters = new { known_speakers = known.Select(speaker => new { name = speaker.Name, audio = speaker.Audio }) },
            }),
            null, "application/json");

    private static IEnumerable<string?> SpeakersIn(JsonElement answer, string list)
        => answer.GetProperty(list).EnumerateArray().Select(segment => segment.GetProperty("speaker").GetString());

    private static async Task<JsonElement> PostAsync(Endpoint endpoint, string path, HttpContent content)
    {
        using var response = await endpoint.Client.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
        var body = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    /// <summary>A part of a mono file of 16-bit samples at 16 kHz, in base64.</summary>
    private static string Cut(byte[] wav, double start, double end)
    {
        var samples = wav.AsSpan(HeaderBytes + (int)(start * 16_000) * 2, (int)((end - start) * 16_000) * 2);
        return Convert.ToBase64String(Wave.File(MemoryMarshal.Cast<byte, short>(samples).ToArray()));
    }
}
