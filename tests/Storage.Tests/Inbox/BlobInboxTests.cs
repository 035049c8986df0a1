using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Blobs;

public sealed class InboxTests(Azurite azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_blobs_and_two_hosts_each_is_done_once()
    {
        const int count = 50;
        var account = await Account.CreateAsync(azurite);
        FakeModel[] models = [new(), new()];
        await using var first = new BlobHost(account, models[0]);
        await using var second = new BlobHost(account, models[1]);
        await Task.WhenAll(Enumerable.Range(0, count).Select(seed => account.UploadAsync($"{seed}.wav", Wave.File(Wave.Noise(seed)), ("formats", "none"))));

        var published = await Task.WhenAll(first.Inbox.WalkAsync(Stop), second.Inbox.WalkAsync(Stop));
        // What each left to the other while that one was at it is done by now.
        var more = await Task.WhenAll(first.Inbox.WalkAsync(Stop), second.Inbox.WalkAsync(Stop));

        Assert.Equal(count, published.Sum());
        Assert.Equal(0, more.Sum());
        Assert.Equal(count, models.Sum(model => model.Runs));
        for (var seed = 0; seed < count; seed++)
            Assert.Equal(
                FakeModel.TextOf(Wave.Floats(Wave.Noise(seed))),
                JsonElement.Parse((await account.ReadAsync($"{seed}.wav.json"))!).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_corrupt_blob_among_good_ones_gives_its_error_and_holds_nobody_up()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("good.wav", Wave.File(Wave.Noise(1)));
        await account.UploadAsync("corrupt.wav", "no audio"u8.ToArray());
        await account.UploadAsync("empty.wav", []);
        await account.UploadAsync("late.wav", Wave.File(Wave.Noise(2)));

        Assert.Equal(4, await host.Inbox.WalkAsync(Stop));

        Assert.NotNull(await account.ReadAsync("good.wav.json"));
        Assert.NotNull(await account.ReadAsync("corrupt.wav.error.json"));
        Assert.NotNull(await account.ReadAsync("empty.wav.error.json"));
        Assert.NotNull(await account.ReadAsync("late.wav.json"));
        Assert.Equal(0, await host.Inbox.WalkAsync(Stop));
    }

    [Fact]
    public async Task What_was_set_back_is_tried_again_after_a_pause_and_not_before()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var model = new FakeModel { Fault = new InvalidOperationException() };
        await using var host = new BlobHost(account, model, time);
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));

        Assert.Equal(0, await host.Inbox.WalkAsync(Stop));
        model.Fault = null;
        Assert.Equal(0, await host.Inbox.WalkAsync(Stop));
        Assert.Equal(1, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, await host.Inbox.WalkAsync(Stop));
    }

    [Fact]
    public async Task A_host_whose_inbox_is_off_leaves_the_blobs_of_others_alone()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), settings: ("INBOX", "off"));
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));

        Assert.Equal(0, await host.Inbox.WalkAsync(Stop));
        Assert.Empty(await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task The_host_walks_by_itself()
    {
        var account = await Account.CreateAsync(azurite);
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));
        var model = new FakeModel();
        await using var endpoint = await Endpoint.StartAsync(model, settings: [.. account.Settings, ("INBOX", "on")]);

        Assert.False(await model.Ended.ReadAsync(Stop));
        await Endpoint.RepeatAsync(() => endpoint.GetAsync("/"), _ => account.Transcripts.GetBlobClient("a.wav.json").Exists(Stop));
    }
}
