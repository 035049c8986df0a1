using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Audio;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Predict;

public sealed class BodyFormatTests : IAsyncLifetime
{
    private const string Parameters = """{"language": "spanish", "batch_size": "3"}""";
    private static readonly short[] Samples = Wave.Noise(seed: 1);
    private static readonly byte[] Wav = Wave.File(Samples);
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync() => _endpoint = await Endpoint.StartAsync();

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    public static TheoryData<string> Everything
        => ["json", "json, parameters first", "multipart", "multipart, parameters first", "raw", "raw, no type", "raw, bytes", "video",
            "mp4", "S3"];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_body_format_gives_the_same_transcript(string form)
    {
        foreach (var path in new[] { "/", "/predict" })
        {
            var answer = await SendAsync(form, path);

            Assert.Equal(200, answer.Status);
            Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType!.ToString());
            var text = FakeModel.TextOf(Wave.Floats(Samples));
            Assert.Equal(
                $$"""{"speakers":[],"chunks":[{"text":"{{text}}","timestamp":[0.0,0.05]}],"text":"{{text}}","""
                + "\"language\":\"es\",\"duration\":0.05}",
                answer.Body);
            var options = await _endpoint.Model.Started.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal("es", options.Language);
            Assert.Equal(3, options.BatchSize);
        }
    }

    [Fact]
    public async Task A_chunked_body_is_accepted()
    {
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Endpoint.Bytes(Forms.Json(Wav), "application/json") };
        chunked.Headers.TransferEncodingChunked = true;
        Expect(await _endpoint.SendAsync(chunked));
    }

    [Fact]
    public async Task Json_escapes_of_other_clients_are_accepted()
    {
        var base64 = Convert.ToBase64String(Wav);
        Expect(await _endpoint.PostJsonAsync($$"""{"inputs":"{{base64.Replace("/", "\\/", StringComparison.Ordinal)}}"}"""));
        // The default encoder of System.Text.Json writes a plus sign as \u002B.
        var escaped = JsonSerializer.Serialize(new { inputs = base64 });
        Assert.Contains("\\u002B", escaped, StringComparison.Ordinal);
        Expect(await _endpoint.PostJsonAsync(escaped));
    }

    [Fact]
    public async Task Base64_with_line_breaks_and_in_a_data_uri_is_accepted()
    {
        var lines = Convert.ToBase64String(Wav, Base64FormattingOptions.InsertLineBreaks);
        Expect(await _endpoint.PostJsonAsync($$"""{"inputs":"{{lines}}"}"""));
        Expect(await _endpoint.PostJsonAsync(JsonSerializer.Serialize(new { inputs = lines })));
        Expect(await _endpoint.PostJsonAsync($$"""{"inputs":"data:audio/wav;base64,{{Convert.ToBase64String(Wav)}}"}"""));
    }

    [Theory]
    [InlineData("audio/pcm;rate=16000", false)]
    [InlineData("audio/L16; rate=16000; channels=1", true)]
    public async Task Raw_pcm_is_recognized_by_content_type_in_every_body_format(string type, bool bigEndian)
    {
        var pcm = Wave.Pcm(Samples, bigEndian);
        Expect(await _endpoint.PostAsync(pcm, type));
        Expect(await _endpoint.PostAsync(Forms.Multipart(pcm, audioType: type), Forms.MultipartType));
        Expect(await _endpoint.PostJsonAsync($$"""{"inputs":"data:{{type}};base64,{{Convert.ToBase64String(pcm)}}"}"""));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/audio/transcriptions")]
    public async Task The_sampling_rate_is_that_of_headerless_pcm_only(string route)
    {
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton<AudioDecoding>(new AudioDecoder(new AudioOptions()).DecodeAsync));
        var half = Wave.Noise(seed: 1, samples: 8000);
        var pcm = Wave.Pcm(half, bigEndian: false);

        Assert.StartsWith("16000 samples", await TextOf(pcm, "audio/pcm", "8000"), StringComparison.Ordinal);
        Assert.StartsWith("8000 samples", await TextOf(pcm, "audio/pcm", ""), StringComparison.Ordinal);
        Assert.Equal(await TextOf(Wave.File(half), "audio/wav", ""), await TextOf(Wave.File(half), "audio/wav", "8000"));

        async Task<string> TextOf(byte[] audio, string type, string rate)
        {
            using var form = new MultipartFormDataContent
            {
                { Endpoint.Bytes(audio, type), "file", "a" }, { new StringContent(rate), "sampling_rate" },
            };
            var answer = await endpoint.PostAsync(form, route);
            return answer.Json.GetProperty("text").GetString()!.Trim();
        }
    }

    [Fact]
    public async Task Form_fields_are_parameters()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Wav), "file", "a.wav" },
            { new StringContent("french"), "language" } };
        Expect(await _endpoint.PostAsync(form));
        Assert.Equal("fr", (await _endpoint.Model.Started.ReadAsync(TestContext.Current.CancellationToken)).Language);
    }

    [Fact]
    public async Task Unknown_members_are_ignored()
    {
        var base64 = Convert.ToBase64String(Wav);
        const string options = "\"options\":{\"wait\":[true,{\"inputs\":\"x\"}]}";
        Expect(await _endpoint.PostJsonAsync("{" + options + $$""","inputs":"{{base64}}","parameters":null,"more":1e3} """ + "\n"));
    }

    [Fact]
    public async Task Silence_gives_an_empty_transcript()
    {
        var answer = await _endpoint.PostAsync(Wave.File(new short[1600]), "audio/wav");
        Assert.Equal((200, """{"speakers":[],"chunks":[],"text":"","duration":0.1}"""), (answer.Status, answer.Body));
    }

    private Task<Answer> SendAsync(string form, string path)
    {
        const string query = "?language=es&batch_size=3";
        return form switch
        {
            "json" => _endpoint.PostAsync(Forms.Json(Wav, Parameters), "application/json; charset=utf-8", path),
            "json, parameters first" => _endpoint.PostAsync(Forms.Json(Wav, Parameters, parametersFirst: true), "application/json", path),
            "multipart" => _endpoint.PostAsync(Forms.Multipart(Wav, Parameters), Forms.MultipartType, path),
            "multipart, parameters first"
                => _endpoint.PostAsync(Forms.Multipart(Wav, Parameters, parametersFirst: true), Forms.MultipartType, path),
            "raw" => _endpoint.PostAsync(Wav, "audio/wav", path + query),
            "raw, no type" => _endpoint.PostAsync(Wav, null, path + query),
            "mp4" => _endpoint.PostAsync(Wav, "application/mp4", path + query),
            "S3" => _endpoint.PostAsync(Wav, "binary/octet-stream", path + query),
            "raw, bytes" => _endpoint.PostAsync(Wav, "application/octet-stream", path + query),
            "video" => _endpoint.PostAsync(Wav, "video/mp4", path + query),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "no such form"),
        };
    }

    private static void Expect(Answer answer)
        => Assert.Equal((200, FakeModel.TextOf(Wave.Floats(Samples))), (answer.Status, answer.Json.GetProperty("text").GetString()));
}
