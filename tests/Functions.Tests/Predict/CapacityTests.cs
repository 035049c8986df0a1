using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Predict;

public sealed class CapacityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 8)]
    public async Task Of_32_concurrent_requests_those_with_a_permit_or_a_slot_are_answered_and_the_rest_rejected_at_once(
        int permits, int slots)
    {
        var gate = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(
            new FakeModel { Gate = gate.Task }, settings:
            [
                ("MAX_CONCURRENT_REQUESTS", $"{permits}"), ("MAX_WAITING_REQUESTS", $"{slots}"), ("CLIENT_SHARE", "100"),
            ]);
        // The permits are taken first: an upload takes a slot, too.
        var running = new List<(int seed, Task<Answer> answer)>();
        for (var seed = 100; seed < 100 + permits; seed++)
        {
            running.Add((seed, PostAsync(endpoint, seed)));
            await endpoint.Model.Started.ReadAsync(Stop);
        }

        var sent = Enumerable.Range(0, 32 - permits).Select(seed => (seed, answer: PostAsync(endpoint, seed))).ToList();
        var responses = new List<Answer>();
        await foreach (var done in Task.WhenEach(sent.Select(one => one.answer)))
        {
            responses.Add(await done);
            // The rejected ones are answered while the others still run.
            if (responses.Count == 32 - permits - slots) gate.SetResult();
        }

        Assert.All(responses.Take(32 - permits - slots), answer =>
        {
            Assert.Equal(429, answer.Status);
            Assert.NotEmpty(answer.Sentence);
            Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        });
        await Task.WhenAll(running.Select(one => one.answer));
        var answered = running.Concat(sent).Where(one => one.answer.Result.Status == 200).ToList();
        Assert.Equal(permits + slots, answered.Count);
        Assert.All(answered, one
            => Assert.Equal(FakeModel.TextOf(Wave.Floats(Wave.Noise(one.seed))), one.answer.Result.Json.GetProperty("text").GetString()));
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
    }

    [Fact]
    public async Task A_disconnected_client_cancels_its_run_and_frees_its_permit()
    {
        var model = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var endpoint = await Endpoint.StartAsync(model, settings: ("MAX_CONCURRENT_REQUESTS", "1"));
        using var answered = new AnsweredRequests(endpoint);
        using var gone = new CancellationTokenSource();

        var request = endpoint.PostAsync(Wave.File(Wave.Noise(1)), "audio/wav", cancellationToken: gone.Token);
        await model.Started.ReadAsync(Stop);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.True(await model.Ended.ReadAsync(Stop));
        Assert.Equal(499, await answered.Statuses.ReadAsync(Stop));
        model.Gate = Task.CompletedTask;
        Assert.Equal(200, (await endpoint.PostAsync(Wave.File(Wave.Noise(2)), "audio/wav")).Status);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audio/wav", "RIFF")]
    [InlineData("application/json", "{\"inputs\":\"UklG")]
    [InlineData("multipart/form-data; boundary=x", "--x\nContent-Disposition: form-data; name=\"file\"\n\nRIFF")]
    public async Task A_client_that_disconnects_while_sending_frees_its_permit(string type, string part)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_CONCURRENT_REQUESTS", "1"));
        using var answered = new AnsweredRequests(endpoint);

        var stream = await endpoint.ConnectAsync($"POST / HTTP/1.1\nHost: x\nContent-Type: {type}\nContent-Length: 100000\n\n{part}");
        await stream.DisposeAsync();

        // 499, or 400 when the end of the body is noticed before the end of the connection; no client receives it.
        Assert.True(await answered.Statuses.ReadAsync(Stop) is 499 or 400);
        Assert.Equal(200, (await endpoint.PostAsync(Wave.File(Wave.Noise(2)), "audio/wav")).Status);
    }

    [Fact]
    public async Task Every_kind_of_failure_releases_its_permit()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_CONCURRENT_REQUESTS", "1"));
        var wav = Wave.File(Wave.Noise(1));

        Assert.Equal(400, (await endpoint.PostJsonAsync("{")).Status);
        Assert.Equal(400, (await endpoint.PostAsync(wav, "audio/wav", "/?task=sing")).Status);
        Assert.Equal(400, (await endpoint.PostAsync([1, 2, 3], "audio/wav")).Status);
        endpoint.Model.Fault = new InvalidOperationException();
        Assert.Equal(500, (await endpoint.PostAsync(wav, "audio/wav")).Status);
        endpoint.Model.Fault = null;
        Assert.Equal(200, (await endpoint.PostAsync(wav, "audio/wav")).Status);
    }

    private static Task<Answer> PostAsync(Endpoint endpoint, int seed) => endpoint.PostAsync(Wave.File(Wave.Noise(seed)), "audio/wav");

    /// <summary>The status of each request of one endpoint, after its permit has been released.</summary>
    private sealed class AnsweredRequests : IDisposable
    {
        private readonly Channel<int> _statuses = Channel.CreateUnbounded<int>();
        private readonly MeterListener _listener;

        public AnsweredRequests(Endpoint endpoint)
        {
            var meters = endpoint.Services.GetRequiredService<IMeterFactory>();
            _listener = new()
            {
                InstrumentPublished = (instrument, self) =>
                {
                    if (instrument.Meter.Name == SpeechTelemetry.Name
                        && ReferenceEquals(instrument.Meter.Scope, meters)) self.EnableMeasurementEvents(instrument);
                },
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _statuses.Writer.TryWrite((int)tags[0].Value!));
            _listener.Start();
        }

        public ChannelReader<int> Statuses => _statuses.Reader;

        public void Dispose() => _listener.Dispose();
    }
}
