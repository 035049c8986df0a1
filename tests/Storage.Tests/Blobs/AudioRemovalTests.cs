using Speech.Functions.Tests.Fakes;
using Speech.Storage.Blobs;
using Speech.Storage.Jobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Blobs;

public sealed class AudioRemovalTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("keep", "a.error, jobs/own.wav, right.wav, wrong.wav", "")]
    [InlineData("move", "", "a.error, jobs/own.wav, right.wav, wrong.wav")]
    // What failed is not lost.
    [InlineData("delete", "", "a.error, wrong.wav")]
    public async Task Uploads_leave_the_container_by_the_setting(string setting, string kept, string moved)
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), settings: ("PROCESSED_AUDIO", setting));
        await account.UploadAsync("right.wav", Wav);
        await account.UploadAsync("wrong.wav", [1, 2, 3]);
        await account.UploadAsync("a.error", Wav);
        // In the folder of the jobs, but without the id of one.
        await account.UploadAsync("jobs/own.wav", Wav);

        Assert.Equal(3, await host.Inbox.ProcessPendingAsync(Stop));
        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));

        Assert.Equal(kept, string.Join(", ", await Account.NamesAsync(account.Audio)));
        await account.Processed.CreateIfNotExistsAsync(cancellationToken: Stop);
        Assert.Equal(moved, string.Join(", ", await Account.NamesAsync(account.Processed)));
        Assert.NotNull(await account.ReadAsync("right.wav.json"));
        Assert.NotNull(await account.ReadAsync("wrong.wav.error.json"));
        if (setting == "move")
            Assert.Equal(Wav, (await account.Processed.GetBlobClient("right.wav").DownloadContentAsync(Stop)).Value.Content.ToArray());
    }

    [Theory]
    [InlineData("move", "right.wav, wrong.wav")]
    [InlineData("delete", "wrong.wav")]
    public async Task Audio_that_was_done_before_leaves_as_well(string setting, string moved)
    {
        var account = await Account.CreateAsync(azurite);
        await account.UploadAsync("right.wav", Wav);
        await account.UploadAsync("wrong.wav", [1, 2, 3]);
        await using (var keeping = new BlobHost(account, new FakeModel())) await keeping.Inbox.ProcessPendingAsync(Stop);

        var model = new FakeModel();
        await using var removing = new BlobHost(account, model, settings: ("PROCESSED_AUDIO", setting));
        await removing.Inbox.ProcessPendingAsync(Stop);

        Assert.Equal(0, model.Runs);
        Assert.Empty(await Account.NamesAsync(account.Audio));
        Assert.Equal(moved, string.Join(", ", await Account.NamesAsync(account.Processed)));
    }

    [Fact]
    public async Task A_blob_whose_fault_may_pass_stays()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel { Fault = new InvalidOperationException() };
        await using var host = new BlobHost(account, model, settings: ("PROCESSED_AUDIO", "move"));
        await account.UploadAsync("right.wav", Wav);

        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));

        Assert.Equal(["right.wav"], await Account.NamesAsync(account.Audio));
    }

    [Fact]
    public async Task The_audio_of_a_job_is_deleted_and_its_result_stays()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        var job = await host.Jobs.AddAsync(new AudioInput(new MemoryStream(Wav), null), new InferenceParameters(), "client", Stop);

        await host.Inbox.ProcessPendingAsync(Stop);

        Assert.Empty(await Account.NamesAsync(account.Audio));
        Assert.Equal(JobState.Done, (await host.Jobs.FindAsync(job.Id, Stop))!.State);
    }
}
