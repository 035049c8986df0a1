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

        using var native = new StringContent(
            JsonSerializer.Serialize(new
            {
                inputs = Convert.ToBase64String(Dialogue),
                parameters = new
                {
                    known_speakers = new[] { new { name = "Bob", audio = second }, new { name = "Ann", audio = first } },
                },
            }),
            null, "application/json");
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
