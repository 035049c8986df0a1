using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Blobs;

/// <summary>Statuses that a killed host, or one that lost the storage, has left.</summary>
public sealed class StatusRepairTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_what_became_of_the_audio()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        foreach (var (name, audio) in new[] { ("done", Wav), ("failed", [1, 2, 3]), ("waiting", Wav), ("gone", Wav), ("leased", Wav) })
            await account.UploadAsync(name, audio);
        foreach (var name in new[] { "done", "failed" }) await host.TranscribeAsync(name);
        foreach (var name in new[] { "done", "failed", "waiting", "gone", "leased" }) await LeaveAsync(account, name);
        await account.Audio.GetBlobClient("gone").DeleteAsync(cancellationToken: Stop);
        var lease = account.Transcripts.GetBlobClient("leased.status.json").GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Stop);

        Assert.Equal(4, await host.Repair.RunAsync(Stop));

        foreach (var (name, stage) in new[]
        {
            ("done", "done"), ("failed", "failed"), ("waiting", "waiting"), ("leased", "transcribing"),
        })
        {
            var status = await account.StatusAsync(name);
            Assert.Equal(stage, status.GetProperty("stage").GetString());
            Assert.Equal((7.5, 3), (status.GetProperty("seconds_done").GetDouble(), status.GetProperty("attempt").GetInt32()));
        }
        Assert.Null(await account.ReadAsync("gone.status.json"));
        Assert.Equal(0, await host.Repair.RunAsync(Stop));
    }

    /// <summary>The attempt that published it did not learn so, and lost the storage.</summary>
    [Fact]
    public async Task Audio_that_waits_although_its_transcript_is_published_is_done()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        foreach (var name in new[] { "published", "replaced" })
        {
            await account.UploadAsync(name, Wav);
            await host.TranscribeAsync(name);
        }
        await account.UploadAsync("replaced", Wave.File(Wave.Noise(seed: 2)));
        await account.UploadAsync("new", Wav);
        foreach (var name in new[] { "published", "replaced", "new" }) await LeaveAsync(account, name, "Waiting");

        Assert.Equal(1, await host.Repair.RunAsync(Stop));

        foreach (var (name, stage) in new[] { ("published", "done"), ("replaced", "waiting"), ("new", "waiting") })
            Assert.Equal(stage, (await account.StatusAsync(name)).GetProperty("stage").GetString());
    }

    /// <summary>The audio of a job is removed when it is done, although the end could not be written.</summary>
    [Fact]
    public async Task Audio_that_was_removed_after_its_transcript_was_published_is_done()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("job", Wav);
        await host.TranscribeAsync("job");
        var source = (await account.StatusAsync("job")).GetProperty("source_etag").GetString()!;
        await LeaveAsync(account, "job", "Transcribing", source);
        await account.Audio.GetBlobClient("job").DeleteAsync(cancellationToken: Stop);

        Assert.Equal(1, await host.Repair.RunAsync(Stop));

        Assert.Equal("done", (await account.StatusAsync("job")).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task The_status_of_running_work_is_leased_and_listed_with_its_stage()
    {
        var account = await Account.CreateAsync(azurite);
        var gate = new TaskCompletionSource();
        var model = new FakeModel { Gate = gate.Task };
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", Wav);
        var transcribing = host.TranscribeAsync("a.wav");
        await model.Started.ReadAsync(Stop);

        Assert.Equal(0, await host.Repair.RunAsync(Stop));

        gate.SetResult();
        await transcribing;
        Assert.Equal("Done", (await account.PropertiesAsync("a.wav.status.json")).Metadata["stage"]);
    }

    /// <summary>Writes the status of work that has been broken off.</summary>
    private static async Task LeaveAsync(Account account, string name, string stage = "Transcribing", string source = "x")
    {
        var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["stage"] = stage } };
        var status = BinaryData.FromString($$"""
            {"stage":"{{stage.ToLowerInvariant()}}","seconds_done":7.5,"seconds_known":9,"source_etag":"{{source}}","attempt":3,
             "updated":"2026-01-01T00:00:00Z"}
            """);
        await account.Transcripts.GetBlobClient(name + ".status.json").UploadAsync(status, options, Stop);
    }
}
