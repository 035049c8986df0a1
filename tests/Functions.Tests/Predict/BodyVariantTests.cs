using System.IO.Compression;
using System.Text;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Predict;

/// <summary>Bodies as programs send them, besides the plain ones.</summary>
public sealed class BodyVariantTests : IAsyncLifetime
{
    private static readonly short[] Samples = Wave.Noise(seed: 1);
    private static readonly byte[] Wav = Wave.File(Samples);
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync() => _endpoint = await Endpoint.StartAsync(settings: ("MAX_BODY_MB", "1"));

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task A_body_may_be_compressed(string coding)
    {
        AssertText(await PostAsync(Compress(Wav, coding), "audio/wav", coding));
        AssertText(await PostAsync(Compress(Forms.Json(Wav), coding), "application/json", coding));
        AssertText(await PostAsync(Compress(Forms.Multipart(Wav), coding), Forms.MultipartType, coding));
    }

    [Fact]
    public async Task The_limit_applies_to_what_a_body_decodes_to()
    {
        var bomb = Compress(new byte[64 * 1024 * 1024], "gzip");
        Assert.True(bomb.Length < 1024 * 1024);
        Assert.Equal(413, (await PostAsync(bomb, "audio/wav", "gzip")).Status);
    }

    [Theory]
    [InlineData("zstd", 415)]
    [InlineData("gzip", 400)]
    [InlineData("br", 400)]
    public async Task Another_coding_and_a_damaged_body_are_refused(string coding, int status)
    {
        var answer = await PostAsync(Wav, "audio/wav", coding);
        Assert.Equal(status, answer.Status);
        Assert.Contains("Content-Encoding", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        AssertText(await _endpoint.PostAsync([.. mark, .. Forms.Json(Wav, """{"batch_size": 2}""")], "application/json"));
        var form = Forms.Multipart(Wav, Encoding.UTF8.GetString(mark) + """{"batch_size": 2}""");
        AssertText(await _endpoint.PostAsync(form, Forms.MultipartType));
        Assert.Equal(400, (await _endpoint.PostAsync(mark, "application/json")).Status);
        Assert.Equal(400, (await _endpoint.PostAsync([0xEF], "application/json")).Status);
    }

    [Theory]
    [InlineData("audio")]
    [InlineData("audio_file")]
    [InlineData("inputs")]
    public async Task A_file_may_have_another_field_name(string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"batch_size": 2}"""), "parameters", "blob" }, { new ByteArrayContent(Wav), name, "speech.wav" },
        };
        AssertText(await _endpoint.PostAsync(form));
        Assert.Equal(2, (await _endpoint.Model.Started.ReadAsync(TestContext.Current.CancellationToken)).BatchSize);
    }

    [Fact]
    public async Task Two_files_are_refused()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Wav), "file", "a.wav" }, { new ByteArrayContent(Wav), "audio", "b.wav" },
        };
        Assert.Equal("The form has more than one file", (await _endpoint.PostAsync(form)).Sentence);
    }

    private static void AssertText(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal(FakeModel.TextOf(Wave.Floats(Samples)), answer.Json.GetProperty("text").GetString());
    }

    private Task<Answer> PostAsync(byte[] body, string contentType, string coding)
    {
        var content = Endpoint.Bytes(body, contentType);
        content.Headers.ContentEncoding.Add(coding);
        return _endpoint.PostAsync(content);
    }

    private static byte[] Compress(byte[] body, string coding)
    {
        using var compressed = new MemoryStream();
        using (Stream? stream = coding switch
        {
            "gzip" => new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true),
            "deflate" => new ZLibStream(compressed, CompressionMode.Compress, leaveOpen: true),
            "br" => new BrotliStream(compressed, CompressionMode.Compress, leaveOpen: true),
            _ => null,
        })
        {
            (stream ?? compressed).Write(body);
        }

        return compressed.ToArray();
    }
}
