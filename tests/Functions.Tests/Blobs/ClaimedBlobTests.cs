using System.Text.Json;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Blobs;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Blobs;

/// <summary>What becomes of a claim: it breaks down, is given back, is lost to another, or shows how far it is.</summary>
public sealed class ClaimedBlobTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly byte[] OtherWav = Wave.File(Wave.Noise(seed: 2));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_that_may_pass_is_thrown_and_leaves_nothing_but_the_count()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel { Fault = new InvalidOperationException("the inner life") };
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", Wav);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.HandleAsync("a.wav"));

        Assert.Equal(["a.wav.status.json"], await Account.NamesAsync(account.Transcripts));
        Assert.Equal(1, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        model.Fault = null;
        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));
    }

    [Fact]
    public async Task What_breaks_down_again_and_again_is_given_up_with_an_error()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel { Fault = new InvalidOperationException("the inner life") });
        await account.UploadAsync("a.wav", Wav);
        for (var attempts = 0; attempts < 2; attempts++) await Assert.ThrowsAsync<InvalidOperationException>(() => host.HandleAsync("a.wav", mostAttempts: 2));

        Assert.Equal(BlobOutcome.Refused, await host.HandleAsync("a.wav", mostAttempts: 2));

        var error = (await account.ReadAsync("a.wav.error.json"))!;
        Assert.Contains("2 attempts", error, StringComparison.Ordinal);
        Assert.DoesNotContain("inner life", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_gives_the_blob_back_at_once_and_counts_no_attempt()
    {
        var account = await Account.CreateAsync(azurite);
        var stuck = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var stopping = new BlobHost(account, stuck);
        await using var other = new BlobHost(account, new FakeModel());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await account.UploadAsync("a.wav", Wav);

        var handling = stopping.HandleAsync("a.wav", cancellationToken: stop.Token);
        await stuck.Started.ReadAsync(Stop);
        Assert.Equal(BlobOutcome.Busy, await other.HandleAsync("a.wav"));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handling);
        Assert.Equal(0, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        Assert.Equal(BlobOutcome.Published, await other.HandleAsync("a.wav"));
    }

    [Fact]
    public async Task Who_was_taken_for_dead_and_is_not_publishes_nothing()
    {
        var account = await Account.CreateAsync(azurite);
        var gate = new TaskCompletionSource();
        var slow = new FakeModel { Gate = gate.Task };
        await using var first = new BlobHost(account, slow);
        await using var second = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", Wav);

        var handling = first.HandleAsync("a.wav");
        await slow.Started.ReadAsync(Stop);
        // What time does to the lease of a host that does not answer.
        await account.Transcripts.GetBlobClient("a.wav.status.json").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Stop);
        Assert.Equal(BlobOutcome.Published, await second.HandleAsync("a.wav"));
        var published = (await account.PropertiesAsync("a.wav.json")).ETag;
        gate.SetResult();

        Assert.Equal(BlobOutcome.AlreadyDone, await handling);
        Assert.Equal(published, (await account.PropertiesAsync("a.wav.json")).ETag);
    }

    [Fact]
    public async Task The_work_on_audio_that_is_replaced_meanwhile_ends()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var stuck = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var host = new BlobHost(account, stuck, time);
        await account.UploadAsync("a.wav", Wav);

        var handling = host.HandleAsync("a.wav");
        await stuck.Started.ReadAsync(Stop);
        await account.UploadAsync("a.wav", OtherWav);
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(BlobOutcome.Gone, await handling);
        Assert.True(await stuck.Ended.ReadAsync(Stop));
        stuck.Gate = Task.CompletedTask;
        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));
        Assert.Equal(TextOf(2), JsonElement.Parse((await account.ReadAsync("a.wav.json"))!).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Progress_can_be_read_while_it_runs()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var model = new HalfwayModel();
        await using var host = new BlobHost(account, model, time);
        await account.UploadAsync("a.wav", Wav);

        var handling = host.HandleAsync("a.wav");
        await model.Halfway.ReadAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(4));
        var status = await account.StatusAsync("a.wav");
        for (var times = 0; times < 1000 && status.GetProperty("seconds_done").GetDouble() == 0; times++) status = await account.StatusAsync("a.wav");

        Assert.Equal("transcribing", status.GetProperty("stage").GetString());
        Assert.InRange(status.GetProperty("seconds_done").GetDouble(), 0.02, 0.03);
        Assert.Equal(0.05, status.GetProperty("seconds_known").GetDouble());
        model.GoOn();
        Assert.Equal(BlobOutcome.Published, await handling);
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
