using System.Text;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Errors;

/// <summary>Requests that are rejected with 400, over real HTTP.</summary>
public sealed class BadRequestTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("\"inputs\"", "must be a JSON object")]
    [InlineData("{}", "has no \"inputs\"")]
    [InlineData("{\"parameters\":{}}", "has no \"inputs\"")]
    [InlineData("{\"inputs\":null}", "inputs must be a string")]
    [InlineData("{\"inputs\":5}", "inputs must be a string")]
    [InlineData("{\"inputs\":{\"a\":1}}", "inputs must be a string")]
    [InlineData("{\"inputs\"", "not valid JSON")]
    [InlineData("{\"inputs\":", "inputs must be a string")]
    [InlineData("{\"inputs\":\"", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\"", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\"} x", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\",}", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\" \"parameters\":{}}", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\",\"inputs\":\"AAAA\"}", "more than one")]
    [InlineData("{\"inputs\":\"\\x\"}", "not valid JSON")]
    [InlineData("{\"inputs\":\"\\uZZZZ\"}", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAAA\",\"\\ud800\":1}", "not valid JSON")]
    [InlineData("{\"inputs\":\"AAA\"}", "not valid base64")]
    [InlineData("{\"inputs\":\"A=AA\"}", "not valid base64")]
    [InlineData("{\"inputs\":\"!!!!\"}", "not valid base64")]
    [InlineData("{\"inputs\":\"\\u4e16\"}", "not valid base64")]
    [InlineData("{\"inputs\":\"data:audio/wav,AAAA\"}", "data URI")]
    [InlineData("{\"inputs\":\"\"}", "audio is empty")]
    [InlineData("{\"inputs\":\"AAAA\",\"parameters\":[]}", "parameters must be a JSON object")]
    public async Task Status_400_for_malformed_json(string body, string expected)
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.PostJsonAsync(body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, endpoint.Model.Runs);
    }

    [Theory]
    [InlineData("multipart/form-data", "", "boundary")]
    [InlineData("multipart/form-data; boundary=x", "", "damaged")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nRIFF", "damaged")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nRIFF\r\n--x--\r\n",
        "no part named \"file\"")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--x--\r\n",
        "audio is empty")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"parameters\"\r\n\r\n{\r\n--x--\r\n",
        "not valid JSON")]
    public async Task Status_400_for_a_malformed_form(string type, string body, string expected)
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.PostAsync(Encoding.ASCII.GetBytes(body), type);

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63, 1, null)]
    [InlineData(64, 1, "The form has more than 64 parts")]
    [InlineData(1, 16 * 1024 * 1024, null)]
    [InlineData(1, (16 * 1024 * 1024) + 1, "The field \"name0\" of the form is too long")]
    [InlineData(4, 4 * 1024 * 1024, null)]
    [InlineData(5, 3584 * 1024, "The field \"name4\" of the form is too long")]
    public async Task Status_400_for_a_form_with_more_or_longer_fields_than_the_limit(int fields, int length, string? expected)
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Wav), "file", "a.wav" } };
        for (var index = 0; index < fields; index++) form.Add(new StringContent(new string('a', length)), $"name{index}");

        var answer = await endpoint.PostAsync(form);

        Assert.Equal(expected is null ? 200 : 400, answer.Status);
        if (expected is not null) Assert.Equal(expected, answer.Sentence);
    }

    [Fact]
    public async Task Status_400_for_empty_audio_and_for_audio_that_cannot_be_decoded()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var empty = await endpoint.PostAsync([], "audio/wav");
        var damaged = await endpoint.PostAsync("not audio at all"u8.ToArray(), "audio/wav");

        Assert.Equal((400, "The audio is empty"), (empty.Status, empty.Sentence));
        Assert.Equal(400, damaged.Status);
        Assert.NotEmpty(damaged.Sentence);
    }

    [Fact]
    public async Task Status_400_names_all_parameters_out_of_range_in_one_message()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.PostAsync(Wav, "audio/wav", "/?batch_size=0&task=sing&min_speakers=5&max_speakers=2&language=klingon");

        Assert.Equal(400, answer.Status);
        Assert.All(["batch_size", "task", "min_speakers (5)", "max_speakers (2)", "language"], part
            => Assert.Contains(part, answer.Sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("assisted=true", "Assisted generation is on but no assistant model was provided")]
    [InlineData("task=translate", "task is \"translate\", but this model cannot translate")]
    [InlineData("language=yue", "language is \"yue\", but this model does not support it")]
    public async Task Status_400_for_what_the_model_cannot_do(string query, string expected)
    {
        var model = new FakeModel { Capabilities = new(["en", "es"], IsMultilingual: true, CanTranslate: false) };
        await using var endpoint = await Endpoint.StartAsync(model);

        var answer = await endpoint.PostAsync(Wav, "audio/wav", "/?" + query);

        Assert.Equal((400, expected), (answer.Status, answer.Sentence));
        Assert.Equal(0, model.Runs);
    }
}
