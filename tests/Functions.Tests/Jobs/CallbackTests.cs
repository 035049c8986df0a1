using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Jobs;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Inbox;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.Jobs;

public sealed class CallbackTests(Azurite azurite)
{
    private const string Url = "https://hooks.example.com/done?x=1";
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_outcome_is_sent_signed_and_again_after_a_failure()
    {
        using var client = new Receiver(HttpStatusCode.BadGateway, HttpStatusCode.NoContent);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartAsync(client, time);
        var sender = endpoint.Services.GetRequiredService<CallbackSender>();
        var location = (await PostAsync(endpoint, Url)).Headers.Location!.ToString();
        // The job has not ended.
        Assert.Equal(0, await sender.SendDueAsync(Stop));

        await endpoint.Services.GetRequiredService<BlobInbox>().ProcessPendingAsync(Stop);
        Assert.Equal(1, await sender.SendDueAsync(Stop));
        Assert.Equal(0, await sender.SendDueAsync(Stop));
        Assert.Equal(("pending", 1, "its host answers 502"), await StateAsync(endpoint, location));

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, await sender.SendDueAsync(Stop));
        var job = (await endpoint.GetAsync(location)).Json;
        Assert.Equal(("delivered", 2, null), await StateAsync(endpoint, location));
        Assert.Equal(0, await sender.SendDueAsync(Stop));

        var (url, timestamp, signature, body) = client.Requests[1];
        Assert.Equal(Url, url);
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        var signed = HMACSHA256.HashData("the-key"u8.ToArray(), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        Assert.Equal($"sha256={Convert.ToHexStringLower(signed)}", signature);
        Assert.Contains(job.GetProperty("result").GetRawText(), body, StringComparison.Ordinal);
        Assert.NotEqual(client.Requests[0].Timestamp, timestamp);
    }

    [Fact]
    public async Task A_call_back_fails_after_the_last_attempt()
    {
        using var client = new Receiver(HttpStatusCode.Found);
        await using var endpoint = await StartAsync(client, TimeProvider.System, ("CALLBACK_ATTEMPTS", "1"));
        var location = (await PostAsync(endpoint, Url)).Headers.Location!.ToString();
        await endpoint.Services.GetRequiredService<BlobInbox>().ProcessPendingAsync(Stop);
        Assert.Equal(1, await endpoint.Services.GetRequiredService<CallbackSender>().SendDueAsync(Stop));
        Assert.Equal(("failed", 1, "its host answers 302"), await StateAsync(endpoint, location));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_tried_again()
    {
        using var client = new Receiver();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartAsync(client, time, ("CALLBACK_SECONDS", "2"));
        var location = (await PostAsync(endpoint, Url)).Headers.Location!.ToString();
        await endpoint.Services.GetRequiredService<BlobInbox>().ProcessPendingAsync(Stop);

        var sending = endpoint.Services.GetRequiredService<CallbackSender>().SendDueAsync(Stop);
        await client.Silent.WaitAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await sending);
        Assert.Equal(("pending", 1, "its host does not answer in time"), await StateAsync(endpoint, location));
    }

    [Fact]
    public async Task A_cancelled_job_sends_none()
    {
        using var client = new Receiver(HttpStatusCode.NoContent);
        await using var endpoint = await StartAsync(client, TimeProvider.System);
        var location = (await PostAsync(endpoint, Url)).Headers.Location!.ToString();
        Assert.Equal(204, (await endpoint.SendAsync(new HttpRequestMessage(HttpMethod.Delete, location))).Status);

        Assert.Equal(0, await endpoint.Services.GetRequiredService<CallbackSender>().SendDueAsync(Stop));
        Assert.Empty(client.Requests);
    }

    [Fact]
    public async Task A_host_that_was_removed_from_the_setting_gets_none()
    {
        using var client = new Receiver(HttpStatusCode.NoContent);
        var account = await Account.CreateAsync(azurite);
        string location;
        await using (var earlier = await StartAsync(account, client, TimeProvider.System))
        {
            location = (await PostAsync(earlier, Url)).Headers.Location!.ToString();
            await earlier.Services.GetRequiredService<BlobInbox>().ProcessPendingAsync(Stop);
        }
        await using var endpoint = await StartAsync(account, client, TimeProvider.System, ("CALLBACK_HOSTS", "example.org"));

        Assert.Equal(1, await endpoint.Services.GetRequiredService<CallbackSender>().SendDueAsync(Stop));
        Assert.Equal(("pending", 1, "its host is no longer allowed"), await StateAsync(endpoint, location));
        Assert.Empty(client.Requests);
    }

    [Theory]
    [InlineData("http://hooks.example.com/?token=secret", "callback_url must be an https URL")]
    [InlineData("https://example.com/", "callback_url is not allowed")]
    [InlineData("https://hooks.example.com:8443/", "callback_url is not allowed")]
    [InlineData("https://user@hooks.example.com/", "callback_url is not allowed")]
    public async Task Other_addresses_are_refused(string url, string message)
    {
        using var client = new Receiver();
        await using var endpoint = await StartAsync(client, TimeProvider.System);
        var answer = await PostAsync(endpoint, url);
        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_job_there_is_no_call_back()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await PostAsync(endpoint, Url);
        Assert.Equal(400, answer.Status);
        Assert.Contains("callback_url needs a job", answer.Sentence, StringComparison.Ordinal);
    }

    private static async Task<(string?, int, string?)> StateAsync(Endpoint endpoint, string location)
    {
        var callback = (await endpoint.GetAsync(location)).Json.GetProperty("callback");
        return (
            callback.GetProperty("state").GetString(), callback.GetProperty("attempts").GetInt32(),
            callback.TryGetProperty("error", out var error) ? error.GetString() : null);
    }

    /// <summary>A host that neither polls for work nor sends call-backs by itself.</summary>
    private async Task<Endpoint> StartAsync(Receiver client, TimeProvider time, params (string, string)[] settings)
        => await StartAsync(await Account.CreateAsync(azurite), client, time, settings);

    private static Task<Endpoint> StartAsync(Account account, Receiver client, TimeProvider time, params (string, string)[] settings)
        => Endpoint.StartAsync(
            services => services.PostConfigure<HttpClientFactoryOptions>(
                CallbackSender.ClientName,
                options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = client)),
            time: time,
            settings:
            [
                .. account.Settings, ("INBOX_SECONDS", "0"), ("CALLBACK_HOSTS", "*.example.com"), ("CALLBACK_SECRET", "the-key"),
                .. settings,
            ]);

    private static Task<Answer> PostAsync(Endpoint endpoint, string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/?callback_url=" + Uri.EscapeDataString(url))
        {
            Content = Endpoint.Bytes(Wav, "audio/wav"),
        };
        request.Headers.Add("Prefer", "respond-async");
        return endpoint.SendAsync(request);
    }

    /// <summary>Answers with one status after the other, without a network, and then no longer.</summary>
    private sealed class Receiver(params HttpStatusCode[] statuses) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _silent = new();

        /// <summary>Ends with the first request that is not answered.</summary>
        public Task Silent => _silent.Task;

        public List<(string Url, string Timestamp, string Signature, string Body)> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((
                request.RequestUri!.AbsoluteUri, request.Headers.GetValues("X-Callback-Timestamp").Single(),
                request.Headers.GetValues("X-Callback-Signature").Single(), await request.Content!.ReadAsStringAsync(cancellationToken)));
            if (Requests.Count <= statuses.Length) return new HttpResponseMessage(statuses[Requests.Count - 1]);
            _silent.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("The delay ended.");
        }
    }
}
