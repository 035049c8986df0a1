using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Time.Testing;
using Speech.Audio.Errors;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Blobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Blobs;

/// <summary>The lease of a blob: failed attempts, release, loss to another host, progress.</summary>
public sealed class LeasedBlobTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly byte[] OtherWav = Wave.File(Wave.Noise(seed: 2));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throws_an_internal_failure_and_counts_the_attempt()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel { Fault = new InvalidOperationException("internal details") };
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", Wav);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.TranscribeAsync("a.wav"));

        Assert.Equal(["a.wav.status.json"], await Account.NamesAsync(account.Transcripts));
        Assert.Equal(1, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        model.Fault = null;
        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav"));
    }

    [Fact]
    public async Task Publishes_an_error_after_the_maximum_number_of_failed_attempts()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel { Fault = new InvalidOperationException("internal details") });
        await account.UploadAsync("a.wav", Wav);
        for (var attempts = 0; attempts < 2; attempts++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.TranscribeAsync("a.wav", maxAttempts: 2));

        Assert.Equal(BlobOutcome.Refused, await host.TranscribeAsync("a.wav", maxAttempts: 2));

        var error = (await account.ReadAsync("a.wav.error.json"))!;
        Assert.Contains("2 attempts", error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal details", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_of_the_storage_do_not_count_as_attempts_although_the_status_cannot_be_written()
    {
        var account = await Account.CreateAsync(azurite);
        var (outages, written) = (4, "");
        await using var host = new BlobHost(account, new FakeModel(), decode: (audio, raw, token) => outages-- > 0
            ? BreakDownAsync(account, written, status => written = status) : FakeDecoding.DecodeAsync(audio, raw, token));
        await account.UploadAsync("a.wav", Wav);
        for (var outage = 0; outage < 4; outage++)
            await Assert.ThrowsAsync<RequestFailedException>(() => host.TranscribeAsync("a.wav", maxAttempts: 2));

        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav", maxAttempts: 2));
    }

    public static TheoryData<Exception> FaultsOfOneBlob =>
    [
        new RequestFailedException(409, "This operation is not permitted on an archived blob."),
        new AudioDecoderFailedException(diagnostics: "exit code 137: "),
    ];

    [Theory]
    [MemberData(nameof(FaultsOfOneBlob), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_that_may_be_that_of_the_blob_alone_counts_as_an_attempt(Exception fault)
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel { Fault = fault });
        await account.UploadAsync("a.wav", Wav);
        for (var attempts = 0; attempts < 2; attempts++)
            await Assert.ThrowsAnyAsync<Exception>(() => host.TranscribeAsync("a.wav", maxAttempts: 2));

        Assert.Equal(BlobOutcome.Refused, await host.TranscribeAsync("a.wav", maxAttempts: 2));
    }

    [Fact]
    public async Task A_name_cannot_forge_a_line_of_the_log()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());

        await host.TranscribeAsync("a\nError: forged.wav");

        Assert.Contains(@"a\u000aError: forged.wav", host.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>The audio stops coming, once the attempt has been written, and the lease is lost.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> BreakDownAsync(
        Account account, string previous, Action<string> written)
    {
        string? status;
        do status = await account.ReadAsync("a.wav.status.json");
        while (string.IsNullOrEmpty(status) || status == previous || !status.Contains("\"attempt\":", StringComparison.Ordinal));
        written(status);
        var lease = account.Transcripts.GetBlobClient("a.wav.status.json").GetBlobLeaseClient();
        await lease.BreakAsync(TimeSpan.Zero, cancellationToken: Stop);
        await Task.FromException(new RequestFailedException(503, "an outage"));
        yield break;
    }

    [Fact]
    public async Task Releases_the_lease_without_counting_an_attempt_when_the_host_stops()
    {
        var account = await Account.CreateAsync(azurite);
        var stuck = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var stopping = new BlobHost(account, stuck);
        await using var other = new BlobHost(account, new FakeModel());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await account.UploadAsync("a.wav", Wav);

        var handling = stopping.TranscribeAsync("a.wav", cancellationToken: stop.Token);
        await stuck.Started.ReadAsync(Stop);
        Assert.Equal(BlobOutcome.Busy, await other.TranscribeAsync("a.wav"));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handling);
        Assert.Equal(0, (await account.StatusAsync("a.wav")).GetProperty("attempt").GetInt32());
        Assert.Equal(BlobOutcome.Published, await other.TranscribeAsync("a.wav"));
    }

    [Fact]
    public async Task Publishes_nothing_when_another_host_took_over_the_lease()
    {
        var account = await Account.CreateAsync(azurite);
        var gate = new TaskCompletionSource();
        var slow = new FakeModel { Gate = gate.Task };
        await using var first = new BlobHost(account, slow);
        await using var second = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", Wav);

        var handling = first.TranscribeAsync("a.wav");
        await slow.Started.ReadAsync(Stop);
        // Ends the lease like the time-out of a host that does not respond.
        await account.Transcripts.GetBlobClient("a.wav.status.json").GetBlobLeaseClient()
            .BreakAsync(TimeSpan.Zero, cancellationToken: Stop);
        Assert.Equal(BlobOutcome.Published, await second.TranscribeAsync("a.wav"));
        var published = (await account.PropertiesAsync("a.wav.json")).ETag;
        gate.SetResult();

        Assert.Equal(BlobOutcome.AlreadyDone, await handling);
        Assert.Equal(published, (await account.PropertiesAsync("a.wav.json")).ETag);
    }

    [Fact]
    public async Task Aborts_when_the_audio_is_replaced()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var stuck = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var host = new BlobHost(account, stuck, time);
        await account.UploadAsync("a.wav", Wav);

        var handling = host.TranscribeAsync("a.wav");
        await stuck.Started.ReadAsync(Stop);
        await account.UploadAsync("a.wav", OtherWav);
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(BlobOutcome.Gone, await handling);
        Assert.True(await stuck.Ended.ReadAsync(Stop));
        stuck.Gate = Task.CompletedTask;
        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav"));
        Assert.Equal(TextOf(2), JsonElement.Parse((await account.ReadAsync("a.wav.json"))!).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Writes_the_progress_to_the_status_blob()
    {
        var account = await Account.CreateAsync(azurite);
        var time = new FakeTimeProvider();
        var model = new HalfwayModel();
        await using var host = new BlobHost(account, model, time);
        await account.UploadAsync("a.wav", Wav);

        var handling = host.TranscribeAsync("a.wav");
        await model.Halfway.ReadAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(4));
        var status = await account.StatusAsync("a.wav");
        for (var times = 0; times < 1000 && status.GetProperty("seconds_done").GetDouble() == 0; times++)
            status = await account.StatusAsync("a.wav");

        Assert.Equal("transcribing", status.GetProperty("stage").GetString());
        Assert.InRange(status.GetProperty("seconds_done").GetDouble(), 0.02, 0.03);
        Assert.Equal(0.05, status.GetProperty("seconds_known").GetDouble());
        model.Resume();
        Assert.Equal(BlobOutcome.Published, await handling);
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
