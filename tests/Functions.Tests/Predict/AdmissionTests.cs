using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Requests;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;
using Speech.Transcription.Tests.Fakes;
using Endpoint = Speech.Functions.Tests.Fakes.Endpoint;

namespace Speech.Functions.Tests.Predict;

/// <summary>What waits for a client, a queue or the storage holds no permit.</summary>
public sealed class AdmissionTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_bodies_hold_no_permit_and_cannot_take_every_slot()
    {
        await using var endpoint = await Endpoint.StartAsync(
            settings: [("MAX_CONCURRENT_REQUESTS", "1"), ("MAX_WAITING_REQUESTS", "8"), ("CLIENT_SHARE", "50")]);
        var gate = endpoint.Services.GetRequiredService<PermitGate>();
        var slow = new List<NetworkStream>();
        for (var client = 0; client < 3; client++) slow.Add(await BeginAsync(endpoint));
        await UntilAsync(() => gate.Waiting == 3);

        Assert.Equal((200, 0), ((await endpoint.PostAsync(Wav, "audio/wav")).Status, gate.InFlight));
        slow.Add(await BeginAsync(endpoint));
        await UntilAsync(() => gate.Waiting == 4);
        var refused = await endpoint.PostAsync(Wav, "audio/wav");
        Assert.Equal((429, true), (refused.Status, refused.Headers.RetryAfter!.Delta > TimeSpan.Zero));
        // Half of the slots are left to others.
        using (gate.Admit("another")) Assert.Equal(5, gate.Waiting);

        foreach (var stream in slow) await stream.DisposeAsync();
        await UntilAsync(() => gate.Waiting == 0);
        Assert.Equal(200, (await endpoint.PostAsync(Wav, "audio/wav")).Status);
    }

    [Fact]
    public async Task Storage_that_hangs_keeps_no_request_waiting_that_needs_none()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var endpoint = await Endpoint.StartAsync(settings:
        [
            ("MAX_CONCURRENT_REQUESTS", "2"), ("INBOX_SECONDS", "0"), ("STORAGE_SECONDS", "1"),
            ("AzureWebJobsStorage", "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
                + $"BlobEndpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a"),
        ]);
        var gate = endpoint.Services.GetRequiredService<PermitGate>();
        var jobs = Enumerable.Range(0, 8).Select(_ => endpoint.SendAsync(AsynchronousRequest())).ToList();
        await UntilAsync(() => gate.Waiting == 8);

        Assert.Equal(200, (await endpoint.PostAsync(Wav, "audio/wav")).Status);
        Assert.Equal((0, 8), (gate.InFlight, gate.Waiting));
        foreach (var answer in await Task.WhenAll(jobs))
        {
            Assert.Equal((503, true), (answer.Status, answer.Headers.RetryAfter!.Delta > TimeSpan.Zero));
            Assert.Contains("storage", answer.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_trickles_is_answered_408_while_one_that_pauses_is_not()
    {
        var time = new FakeTimeProvider();
        await using var endpoint = await Endpoint.StartAsync(time: time, settings: [("MIN_UPLOAD_RATE", "1")]);
        var gate = endpoint.Services.GetRequiredService<PermitGate>();
        await using var stream = await BeginAsync(endpoint);
        await UntilAsync(() => gate.Waiting == 1);
        time.Advance(MinRateStream.GracePeriod - TimeSpan.FromSeconds(1));
        Assert.Equal(1, gate.Waiting);

        using var reader = new StreamReader(stream);
        var answering = reader.ReadLineAsync(Stop).AsTask();
        for (; !answering.IsCompleted; await Task.Yield()) time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answering);
        await UntilAsync(() => gate.Waiting == 0);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::9", "20010DB800010002")]
    [InlineData("::1", "::1")]
    public void Clients_are_distinguished_by_their_address_or_network(string address, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        Assert.Equal(expected, ClientAddress.Of(context));
    }

    private static Task<NetworkStream> BeginAsync(Endpoint endpoint)
        => endpoint.ConnectAsync("POST / HTTP/1.1\nHost: x\nContent-Type: audio/wav\nContent-Length: 1000000\n\nRIFF");

    private static HttpRequestMessage AsynchronousRequest()
        => new(HttpMethod.Post, "/") { Content = Endpoint.Bytes(Wav, "audio/wav"), Headers = { { "Prefer", "respond-async" } } };

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
