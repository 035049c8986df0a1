using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Predict;

/// <summary>The format of an answer, by parameter or by the <c>Accept</c> header.</summary>
public sealed class ResponseFormatTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1, samples: 16_000));

    [Theory]
    [InlineData("srt", null, "application/x-subrip", "1\n00:00:00,000 --> 00:00:01,000\n16000 samples ")]
    [InlineData("vtt", null, "text/vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n16000 samples ")]
    [InlineData("txt", null, "text/plain", "16000 samples ")]
    [InlineData("text", null, "text/plain", "16000 samples ")]
    [InlineData("json", "text/vtt", "application/json", "{\"speakers\":")]
    [InlineData(null, "text/vtt", "text/vtt", "WEBVTT")]
    [InlineData(null, "application/x-subrip", "application/x-subrip", "1\n")]
    [InlineData(null, "text/vtt;q=0.1, text/plain", "text/plain", "16000 samples ")]
    [InlineData(null, "application/json, text/plain, */*", "application/json", "{\"speakers\":")]
    [InlineData(null, "image/png", "application/json", "{\"speakers\":")]
    [InlineData(null, null, "application/json", "{\"speakers\":")]
    public async Task The_parameter_precedes_the_header(string? format, string? accept, string expectedType, string expectedStart)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, format is null ? "/" : $"/?response_format={format}")
        {
            Content = Endpoint.Bytes(Wav, "audio/wav"),
        };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);

        var answer = await endpoint.SendAsync(request);

        Assert.Equal(200, answer.Status);
        Assert.Equal(($"{expectedType}; charset=utf-8", "nosniff"),
            (answer.ContentHeaders.ContentType!.ToString(), answer.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.StartsWith(expectedStart, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_of_cues_are_parameters()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var form = Forms.Multipart(Wav, """{"response_format": "srt", "max_line_width": 10, "max_line_count": 1}""");
        var answer = await endpoint.PostAsync(form, Forms.MultipartType);
        Assert.All(answer.Body.Split('\n'), line => Assert.True(line.Contains("-->", StringComparison.Ordinal) || line.Length <= 10));
    }

    [Fact]
    public async Task Turns_need_a_diarization_model()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await endpoint.PostAsync(Forms.Json(Wav, """{"response_format": "rttm"}"""), "application/json");
        Assert.Equal((400, "response_format is \"rttm\", but no diarization model is configured"), (answer.Status, answer.Sentence));
    }
}
