using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Time.Testing;
using Speech.Audio;
using Speech.Chaos.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Containers;
using Speech.Storage.Jobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Jobs;

public sealed class JobStoreTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_ends_with_the_transcript()
    {
        await using var host = new BlobHost(await Account.CreateAsync(azurite), new FakeModel());
        var job = await AddAsync(host, Wav);
        Assert.Equal((JobState.Queued, false), (job.State, job.IsFinished));
        Assert.Equal(job, await host.Jobs.FindAsync(job.Id, Stop));

        Assert.Equal(1, await host.Inbox.ProcessPendingAsync(Stop));

        var done = (await host.Jobs.FindAsync(job.Id, Stop))!;
        Assert.Equal((JobState.Done, true), (done.State, done.IsFinished));
        Assert.Contains(FakeModel.TextOf(Wave.Floats(Wave.Noise(1))), done.Result!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_keeps_parameters_and_pcm_format()
    {
        var model = new FakeModel();
        await using var host = new BlobHost(await Account.CreateAsync(azurite), model);
        var pcm = Wave.Pcm(Wave.Noise(2), bigEndian: true);
        var job = await AddAsync(host, pcm, new RawPcm(16_000, BigEndian: true), new InferenceParameters { Language = "de" });

        await host.Inbox.ProcessPendingAsync(Stop);

        Assert.Equal("de", (await model.Started.ReadAsync(Stop)).Language);
        var result = (await host.Jobs.FindAsync(job.Id, Stop))!.Result!.ToString();
        Assert.Contains(FakeModel.TextOf(Wave.Floats(Wave.Noise(2))), result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_with_invalid_audio_fails_with_the_error()
    {
        await using var host = new BlobHost(await Account.CreateAsync(azurite), new FakeModel());
        var job = await AddAsync(host, [1, 2, 3]);

        await host.Inbox.ProcessPendingAsync(Stop);

        var failed = (await host.Jobs.FindAsync(job.Id, Stop))!;
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("cannot be decoded", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_deletes_audio_and_outputs_and_keeps_the_record()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        var job = await AddAsync(host, Wav);
        await host.Inbox.ProcessPendingAsync(Stop);

        Assert.True(await host.Jobs.CancelAsync(job.Id, Stop));

        Assert.Equal(JobState.Cancelled, (await host.Jobs.FindAsync(job.Id, Stop))!.State);
        Assert.Empty(await Account.NamesAsync(account.Audio));
        Assert.Empty(await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_while_its_transcript_is_published_leaves_none()
    {
        var account = await Account.CreateAsync(azurite);
        await using var client = new BlobHost(account, new FakeModel());
        var job = await AddAsync(client, Wav);
        // Its clock stands still, so that no renewal of the lease finds that the audio is gone.
        await using var host = new BlobHost(account, new FakeModel(), new FakeTimeProvider(), DecodeAsync);

        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));

        Assert.Equal(JobState.Cancelled, (await client.Jobs.FindAsync(job.Id, Stop))!.State);
        Assert.Empty(await Account.NamesAsync(account.Transcripts));

        async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
            Stream audio, RawPcm? raw, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var block in FakeDecoding.DecodeAsync(audio, raw, cancellationToken)) yield return block;
            Assert.True(await client.Jobs.CancelAsync(job.Id, Stop));
        }
    }

    [Fact]
    public async Task Deletes_only_expired_jobs()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = new BlobHost(account, new FakeModel(), time, settings: ("JOB_EXPIRY", "2"));
        var first = await AddAsync(host, Wav);
        time.Advance(TimeSpan.FromHours(1));
        var second = await AddAsync(host, Wav);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await host.Jobs.FindAsync(first.Id, Stop));
        Assert.Equal(1, await host.Jobs.DeleteExpiredAsync(Stop));

        Assert.Equal([second.Id], await Account.NamesAsync(account.Jobs));
        Assert.Equal(["jobs/" + second.Id], await Account.NamesAsync(account.Audio));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("../../audio")]
    [InlineData("")]
    public async Task Finds_and_cancels_no_unknown_job(string id)
    {
        await using var host = new BlobHost(await Account.CreateAsync(azurite), new FakeModel());
        await AddAsync(host, Wav);

        Assert.Null(await host.Jobs.FindAsync(id, Stop));
        Assert.False(await host.Jobs.CancelAsync(id, Stop));
    }

    [Fact]
    public async Task Jobs_of_one_client_that_have_not_ended_are_bounded()
    {
        await using var host = new BlobHost(
            await Account.CreateAsync(azurite), new FakeModel(), settings: ("MAX_JOBS_PER_CLIENT", "2"));
        await AddAsync(host, Wav);
        var second = await AddAsync(host, Wav);

        await Assert.ThrowsAsync<TooManyJobsException>(() => AddAsync(host, Wav));
        await AddAsync(host, Wav, client: "other");
        await host.Jobs.CancelAsync(second.Id, Stop);
        await AddAsync(host, Wav);
        await Assert.ThrowsAsync<TooManyJobsException>(() => AddAsync(host, Wav));

        await host.Inbox.ProcessPendingAsync(Stop);
        await AddAsync(host, Wav);
    }

    [Fact]
    public async Task A_job_whose_upload_ends_early_leaves_nothing()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), settings: ("MAX_JOBS_PER_CLIENT", "1"));
        using var gone = new CancellationTokenSource();
        var audio = new AudioInput(new EndingStream(gone), null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.Jobs.AddAsync(audio, new InferenceParameters(), "client", gone.Token));

        Assert.Empty(await Account.NamesAsync(account.Audio));
        await AddAsync(host, Wav, client: "client");
    }

    [Fact]
    public async Task Parameters_that_are_too_long_to_be_stored_are_refused()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        var words = Enumerable.Range(0, 100).Select(index => $"Наименование{index}").ToList();

        var refused = await Assert.ThrowsAsync<ParameterException>(
            () => AddAsync(host, Wav, parameters: new InferenceParameters { Hotwords = words }));

        Assert.Contains("hotwords", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Account.NamesAsync(account.Audio));
        await AddAsync(host, Wav, parameters: new InferenceParameters { Hotwords = words[..50] });
    }

    [Fact]
    public async Task Audio_whose_upload_is_repeated_because_a_response_was_lost_stays_the_same_audio()
    {
        var account = await Account.CreateAsync(azurite);
        await using var proxy = await FaultyProxy.StartAsync(account.Audio.Uri, Stop);
        await using var host = new BlobHost(account, new FakeModel(), settings: account.SettingsThrough(proxy.Address));
        var other = await AddAsync(host, Wav);
        // The quota, the record, the audio; containers exist.
        proxy.Plan((2, FaultKind.ResponseLost));

        var adding = AddAsync(host, Wav);
        var first = await FindAudioAsync(account, except: "jobs/" + other.Id);
        var job = await adding;

        Assert.Equal(1, proxy.Applied);
        var audio = await account.Audio.GetBlobClient("jobs/" + job.Id).GetPropertiesAsync(cancellationToken: Stop);
        Assert.Equal(first, audio.Value.ETag.Unquoted());
    }

    [Fact]
    public async Task Audio_that_is_uploaded_again_after_the_job_has_ended_is_not_transcribed_again()
    {
        var (account, model) = (await Account.CreateAsync(azurite), new FakeModel());
        await using var host = new BlobHost(account, model);
        var job = await AddAsync(host, Wav);
        await host.Inbox.ProcessPendingAsync(Stop);
        var audio = account.Audio.GetBlobClient("jobs/" + job.Id);
        Assert.False((await audio.ExistsAsync(Stop)).Value);

        // What a late attempt of the first upload does.
        await audio.UploadAsync(BinaryData.FromBytes(Wav), Stop);
        await host.Inbox.ProcessPendingAsync(Stop);

        Assert.Equal(1, model.Runs);
        Assert.False((await audio.ExistsAsync(Stop)).Value);
        Assert.Equal(JobState.Done, (await host.Jobs.FindAsync(job.Id, Stop))!.State);
    }

    /// <summary>The ETag of other audio, as soon as there is any.</summary>
    private static async Task<string> FindAudioAsync(Account account, string except)
    {
        while (true)
            await foreach (var blob in account.Audio.GetBlobsAsync(new GetBlobsOptions(), Stop))
                if (blob.Name != except) return blob.Properties.ETag!.Value.Unquoted();
    }

    private static Task<Job> AddAsync(
        BlobHost host, byte[] audio, RawPcm? pcm = null, InferenceParameters? parameters = null, string client = "client")
        => host.Jobs.AddAsync(new(new MemoryStream(audio), pcm), parameters ?? new InferenceParameters(), client, Stop);

    /// <summary>The body of a client that goes away.</summary>
    private sealed class EndingStream(CancellationTokenSource gone) : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            gone.Cancel();
            return ValueTask.FromCanceled<int>(gone.Token);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
