using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;
using Speech.Audio.Errors;
using Speech.Functions.AzureFunctions;
using Speech.Functions.Tests.AzureFunctions.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>The function that is triggered by blobs, invoked as the worker does.</summary>
public sealed class BlobFunctionTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_triggered_by_events()
    {
        var blob = typeof(BlobFunction).GetMethod(nameof(BlobFunction.TranscribeAsync))!.GetParameters()[0];
        var trigger = blob.GetCustomAttribute<BlobTriggerAttribute>()!;
        Assert.Equal(("audio/{name}", BlobTriggerSource.EventGrid), (trigger.BlobPath, trigger.Source));
    }

    [Fact]
    public async Task It_completes_for_invalid_audio()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await FunctionsEndpoint.StartAsync(account);
        await account.UploadAsync("wrong.wav", [1, 2, 3]);

        await new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("wrong.wav"), Stop);

        Assert.NotNull(await account.ReadAsync("wrong.wav.error.json"));
    }

    [Fact]
    public async Task A_fault_that_passes_is_waited_for_within_one_invocation()
    {
        var (account, time) = (await Account.CreateAsync(azurite), new FakeTimeProvider());
        await using var endpoint = await FunctionsEndpoint.StartAsync(account, time);
        await account.UploadAsync("right.wav", Wav);
        endpoint.Model.Fault = new AudioDecoderFailedException();

        var running = new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("right.wav"), Stop);
        await UntilRetriedAsync(endpoint, 2, () => time.Advance(TimeSpan.FromSeconds(10)));
        Assert.Equal("waiting", (await account.StatusAsync("right.wav")).GetProperty("stage").GetString());
        endpoint.Model.Fault = null;
        await UntilAsync(() => running.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(10)));

        await running;
        Assert.NotNull(await account.ReadAsync("right.wav.json"));
    }

    [Fact]
    public async Task Audio_is_tried_even_where_no_time_is_left_for_retries()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await FunctionsEndpoint.StartAsync(account, settings: ("TRIGGER_RETRY_MINUTES", "0"));
        await account.UploadAsync("right.wav", Wav);

        await new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("right.wav"), Stop);

        Assert.NotNull(await account.ReadAsync("right.wav.json"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public async Task A_fault_that_does_not_pass_is_published_in_the_end(string minutes)
    {
        var (account, time) = (await Account.CreateAsync(azurite), new FakeTimeProvider());
        await using var endpoint = await FunctionsEndpoint.StartAsync(account, time, ("TRIGGER_RETRY_MINUTES", minutes));
        await account.UploadAsync("right.wav", Wav);
        endpoint.Model.Fault = new AudioDecoderFailedException();

        var running = new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("right.wav"), Stop);
        await UntilAsync(() => running.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(10)));

        await running;
        Assert.Contains("failed for too long", await account.ReadAsync("right.wav.error.json"), StringComparison.Ordinal);
        Assert.Equal("failed", (await account.StatusAsync("right.wav")).GetProperty("stage").GetString());
    }

    private static Task UntilRetriedAsync(Endpoint endpoint, int times, Action advance)
        => UntilAsync(() => endpoint.Log.Lines.Count(line => line.Contains("will be retried", StringComparison.Ordinal)) >= times, advance);

    private static async Task UntilAsync(Func<bool> condition, Action advance)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition() && await timer.WaitForNextTickAsync(Stop)) advance();
    }
}
