using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Functions.Tests.AzureFunctions.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Storage.Tests.Support;
using Speech.TestSupport;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>Workers that end while they transcribe, and those that take over.</summary>
public sealed class StoppedWorkerTests(PublishedProgram program, Azurite azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("terminated")]
    [InlineData("cancelled")]
    [InlineData("killed")]
    public async Task Another_worker_does_what_one_could_not_finish(string end)
    {
        using var model = new TempFolder();
        TinyCheckpoint.CopySmallTo(model.Path);
        var account = await Account.CreateAsync(azurite);
        var (name, id) = ($"stopped/{end}.wav", Guid.NewGuid().ToString());
        // Windows one by one: long enough to be interrupted.
        await UploadAsync(name, Recording.Join([.. Enumerable.Repeat(Recording.Jfk, 60)]), ("batch_size", "1"));
        (string, string)[] settings = [.. WorkerSettings.With(account, model.Path), ("INBOX_SECONDS", "0"), ("SHUTDOWN_SECONDS", "0")];
        await using var first = await FunctionsHost.StartAsync(await program.FolderAsync(), settings);
        await using var second = await FunctionsHost.StartAsync(await program.FolderAsync(), settings);

        var running = first.InvokeBlobAsync(name, id);
        await UntilAsync(first, account, name, stage => stage == "transcribing");
        if (end == "killed") await first.KillAsync();
        else if (end == "cancelled") first.Cancel(id);
        else await first.TerminateAsync();
        // A lease that was given up is free at once.
        if (end != "killed") await UntilAsync(first, account, name, stage => stage == "waiting");

        Assert.Equal("Success", await second.InvokeBlobAsync(name));
        Assert.True(JsonElement.Parse((await account.ReadAsync(name + ".json"))!).TryGetProperty("text", out _));
        Assert.NotEqual("Success", await OutcomeOf(running));
    }

    [Fact]
    public async Task A_short_blob_is_finished_within_the_grace_period()
    {
        using var model = new TempFolder();
        TinyCheckpoint.CopySmallTo(model.Path);
        var account = await Account.CreateAsync(azurite);
        // Long enough to be seen running, short enough for the grace period.
        await UploadAsync("stopped/short.wav", Recording.Jfk.Times(60), ("batch_size", "1"));
        await using var host = await FunctionsHost.StartAsync(
            await program.FolderAsync(),
            [.. WorkerSettings.With(account, model.Path), ("INBOX_SECONDS", "0"), ("SHUTDOWN_SECONDS", "300")]);

        var running = host.InvokeBlobAsync("stopped/short.wav");
        await UntilAsync(host, account, "stopped/short.wav", stage => stage == "transcribing");
        Assert.Null(await account.ReadAsync("stopped/short.wav.json"));
        await host.TerminateAsync();

        Assert.NotNull(await account.ReadAsync("stopped/short.wav.json"));
        await OutcomeOf(running);
    }

    [Fact]
    public async Task A_stopping_worker_finishes_its_requests_and_rejects_new_ones_at_once()
    {
        using var model = new TempFolder();
        TinyCheckpoint.CopySmallTo(model.Path);
        var settings = WorkerSettings.With(await Account.CreateAsync(azurite), model.Path);
        await using var host = await FunctionsHost.StartAsync(await program.FolderAsync(), [.. settings, ("SHUTDOWN_SECONDS", "300")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/?batch_size=1")
        {
            Content = new ByteArrayContent(Recording.Join([.. Enumerable.Repeat(Recording.Jfk, 60)]).Wav),
        };
        request.Content.Headers.ContentType = new("audio/wav");
        request.Headers.Accept.Add(new("text/event-stream"));

        // Its headers arrive with the first event.
        using var running = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        host.AskToTerminate();
        using var rejected = await UntilRejectedAsync(host);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, rejected.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), rejected.Headers.RetryAfter?.Delta);
        Assert.Contains("event: result", await running.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    /// <summary>Sends requests until one is not answered.</summary>
    private static async Task<HttpResponseMessage> UntilRejectedAsync(FunctionsHost host)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(Stop))
        {
            var response = await host.Client.GetAsync("/v1/models", Stop);
            if (!response.IsSuccessStatusCode) return response;
            response.Dispose();
        }
        throw new InvalidOperationException("The timer ended.");
    }

    /// <summary>The status of an invocation, or that the worker has gone before it was known.</summary>
    private static async Task<string> OutcomeOf(Task<string> invocation)
    {
        try
        {
            return await invocation;
        }
        catch (IOException)
        {
            return "Gone";
        }
    }

    private async Task UploadAsync(string name, Recording recording, params (string Name, string Value)[] metadata)
    {
        var container = new BlobContainerClient(
            azurite.ConnectionString, WorkerSettings.AudioContainer, WorkerSettings.BlobClientOptions);
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        var options = new BlobUploadOptions { Metadata = metadata.ToDictionary(one => one.Name, one => one.Value) };
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(recording.Wav), options, Stop);
    }

    /// <summary>Polls the status of a blob.</summary>
    private static async Task UntilAsync(FunctionsHost host, Account account, string name, Predicate<string> condition)
    {
        var polls = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(Stop))
        {
            Assert.True(++polls < 1200, host.Output + await account.ReadAsync(name + ".status.json"));
            if (await account.ReadAsync(name + ".status.json") is { Length: > 0 } status
                && condition(JsonElement.Parse(status).GetProperty("stage").GetString()!)) return;
        }
    }
}
