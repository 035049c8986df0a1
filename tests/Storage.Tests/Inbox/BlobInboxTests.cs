using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Inbox;

public sealed class BlobInboxTests(Azurite azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_process_each_of_fifty_blobs_once()
    {
        const int count = 50;
        var account = await Account.CreateAsync(azurite);
        FakeModel[] models = [new(), new()];
        await using var first = new BlobHost(account, models[0]);
        await using var second = new BlobHost(account, models[1]);
        await Task.WhenAll(Enumerable.Range(0, count).Select(seed
            => account.UploadAsync($"{seed}.wav", Wave.File(Wave.Noise(seed)), ("formats", "none"))));

        var published = await Task.WhenAll(first.Inbox.ProcessPendingAsync(Stop), second.Inbox.ProcessPendingAsync(Stop));
        // Blobs that one host skipped because the other held their lease are done by now.
        var more = await Task.WhenAll(first.Inbox.ProcessPendingAsync(Stop), second.Inbox.ProcessPendingAsync(Stop));

        Assert.Equal(count, published.Sum());
        Assert.Equal(0, more.Sum());
        Assert.Equal(count, models.Sum(model => model.Runs));
        for (var seed = 0; seed < count; seed++)
            Assert.Equal(
                FakeModel.TextOf(Wave.Floats(Wave.Noise(seed))),
                JsonElement.Parse((await account.ReadAsync($"{seed}.wav.json"))!).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_corrupt_blob_does_not_block_the_others()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("good.wav", Wave.File(Wave.Noise(1)));
        await account.UploadAsync("corrupt.wav", "no audio"u8.ToArray());
        await account.UploadAsync("empty.wav", []);
        await account.UploadAsync("late.wav", Wave.File(Wave.Noise(2)));

        Assert.Equal(4, await host.Inbox.ProcessPendingAsync(Stop));

        Assert.NotNull(await account.ReadAsync("good.wav.json"));
        Assert.NotNull(await account.ReadAsync("corrupt.wav.error.json"));
        Assert.NotNull(await account.ReadAsync("empty.wav.error.json"));
        Assert.NotNull(await account.ReadAsync("late.wav.json"));
        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));
    }

    [Fact]
    public async Task Retries_a_failed_blob_only_after_its_backoff()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var model = new FakeModel { Fault = new InvalidOperationException() };
        await using var host = new BlobHost(account, model, time);
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));

        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));
        model.Fault = null;
        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));
        Assert.Equal(1, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, await host.Inbox.ProcessPendingAsync(Stop));
    }

    [Fact]
    public async Task Ignores_blobs_where_the_inbox_is_off()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), settings: ("INBOX", "off"));
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));
        await account.UploadAsync("jobs/own.wav", Wave.File(Wave.Noise(1)));

        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));
        Assert.Empty(await Account.NamesAsync(account.Transcripts));
    }
}
