using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Predict;

/// <summary>The limit of the work for a client that waits.</summary>
public sealed class WorkLimitTests
{
    private const int Minute = 60 * 16_000;

    [Theory]
    [InlineData("/", Minute, 200)]
    [InlineData("/", Minute + 1, 413)]
    [InlineData("/v1/audio/transcriptions", Minute + 1, 413)]
    public async Task Audio_that_is_too_long_is_answered_413_with_what_to_do(string route, int samples, int status)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_REQUEST_AUDIO_MINUTES", "1"));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Wave.File(new short[samples])), "file", "a.wav" } };

        var answer = await endpoint.PostAsync(form, route);

        Assert.Equal(status, answer.Status);
        if (status != 200) Assert.Contains("longer than 1 minutes", answer.Body, StringComparison.Ordinal);
        if (status != 200) Assert.Contains("as a job", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
    }

    [Fact]
    public async Task A_transcription_that_takes_too_long_ends_with_413_and_does_not_count_against_the_model()
    {
        var (time, model) = (new FakeTimeProvider(), new FakeModel { Gate = new TaskCompletionSource().Task });
        await using var endpoint = await Endpoint.StartAsync(model, time: time, settings: ("MAX_REQUEST_SECONDS", "30"));
        var answering = endpoint.PostAsync(Wave.File(Wave.Noise(1)), "audio/wav");
        await model.Started.ReadAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(30));

        var answer = await answering;
        Assert.Equal(413, answer.Status);
        Assert.Contains("longer than 30 seconds", answer.Sentence, StringComparison.Ordinal);
        Assert.True(await model.Ended.ReadAsync(TestContext.Current.CancellationToken));
        model.Gate = Task.CompletedTask;
        Assert.Equal(200, (await endpoint.PostAsync(Wave.File(Wave.Noise(1)), "audio/wav")).Status);
    }
}
