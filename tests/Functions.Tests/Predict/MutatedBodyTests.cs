using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;

namespace Speech.Functions.Tests.Predict;

public sealed class MutatedBodyTests
{
    private const int Bodies = 2000;
    private const string Parameters =
        """{"task": "transcribe", "batch_size": 24, "language": "en", "chunk_length_s": 30.0, "return_timestamps": true}""";

    [Fact]
    public async Task Two_thousand_damaged_bodies_are_rejected_or_transcribed()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var wav = Wave.File(Wave.Noise(seed: 1, samples: 200));
        (byte[] Body, string Type)[] whole =
        [
            (wav, "audio/wav"),
            (Forms.Json(wav, Parameters), "application/json"),
            (Forms.Json(wav, Parameters, parametersFirst: true), "application/json"),
            (Forms.Multipart(wav, Parameters), Forms.MultipartType),
            (Forms.Multipart(wav, Parameters, parametersFirst: true), Forms.MultipartType),
        ];
        var statuses = new int[Bodies];

        await Parallel.ForAsync(0, Bodies, new ParallelOptions
        {
            MaxDegreeOfParallelism = 4,
            CancellationToken = TestContext.Current.CancellationToken
        }, async (number, _) =>
        {
            var (body, type) = whole[number % whole.Length];
            statuses[number] = (await endpoint.PostAsync(Mutation.Of(body, new Random(number)), type)).Status;
        });

        Assert.All(statuses, status => Assert.True(status is 200 or 400, $"status {status}"));
        // Neither all valid nor all rejected: the mutations get past the first check.
        Assert.InRange(statuses.Count(status => status == 200), Bodies / 10, Bodies * 9 / 10);
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal(200, (await endpoint.PostAsync(wav, "audio/wav")).Status);
    }
}
