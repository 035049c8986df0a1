using System.Text.Json;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Time.Testing;
using Speech.Diarization;
using Speech.Functions.Blobs;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Blobs;

public sealed class BlobTranscriptionTests(Azurite azurite)
{
    private static readonly byte[] s_wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly byte[] s_otherWav = Wave.File(Wave.Noise(seed: 2));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blob_becomes_its_transcript_in_every_format()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        var etag = await account.UploadAsync("talks/first day.wav", s_wav);

        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("talks/first day.wav"));

        var text = TextOf(1);
        var json = JsonElement.Parse((await account.ReadAsync("talks/first day.wav.json"))!);
        Assert.Equal(["speakers", "chunks", "text"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(text, json.GetProperty("text").GetString());
        Assert.Equal($"1\n00:00:00,000 --> 00:00:00,050\n{text.Trim()}\n", await account.ReadAsync("talks/first day.wav.srt"));
        Assert.StartsWith("WEBVTT\n", await account.ReadAsync("talks/first day.wav.vtt"), StringComparison.Ordinal);
        Assert.Equal(text.Trim() + "\n", await account.ReadAsync("talks/first day.wav.txt"));
        foreach (var ending in new[] { "json", "srt", "vtt", "txt" })
        {
            var metadata = (await account.PropertiesAsync("talks/first day.wav." + ending)).Metadata;
            Assert.Equal((etag, "fake/model", "0.05"), (metadata["source_etag"], metadata["asr_model"], metadata["audio_seconds"]));
            Assert.True(metadata.ContainsKey("transcription_seconds") && metadata.ContainsKey("finished"));
        }
        Assert.Equal("done", (await account.StatusAsync("talks/first day.wav")).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Metadata_asks_as_a_request_does_and_chooses_the_formats()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel();
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", s_wav, ("Language", "German"), ("parameters", """{"task": "translate", "batch_size": 3}"""), ("formats", "vtt"));

        await host.HandleAsync("a.wav");

        var options = await model.Started.ReadAsync(Stop);
        Assert.Equal(("de", Whisper.SpeechTask.Translate, 3), (options.Language, options.Task, options.BatchSize));
        Assert.Equal(["a.wav.json", "a.wav.status.json", "a.wav.vtt"], await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task With_a_diarization_model_every_format_tells_who_speaks()
    {
        var account = await Account.CreateAsync(azurite);
        var speakers = new OneSpeaker();
        await using var host = new BlobHost(account, new FakeModel(), speakers: speakers);
        await account.UploadAsync("a.wav", s_wav, ("min_speakers", "2"), ("max_speakers", "3"));
        await account.UploadAsync("b.wav", s_wav, ("num_speakers", "4"), ("formats", "none"), ("return_turns", "true"));

        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));

        var text = TextOf(1).Trim();
        Assert.Equal(new SpeakerBounds(2, 3), speakers.Asked);
        Assert.Equal("SPEAKER_00", JsonElement.Parse((await account.ReadAsync("a.wav.json"))!).GetProperty("speakers")[0].GetProperty("speaker").GetString());
        Assert.EndsWith($"\nSPEAKER_00: {text}\n", await account.ReadAsync("a.wav.srt"), StringComparison.Ordinal);
        Assert.EndsWith($"\n<v SPEAKER_00>{text}\n", await account.ReadAsync("a.wav.vtt"), StringComparison.Ordinal);
        Assert.Equal($"SPEAKER_00: {text}\n", await account.ReadAsync("a.wav.txt"));
        Assert.Equal("fake/speakers", (await account.PropertiesAsync("a.wav.txt")).Metadata["diarization_model"]);
        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("b.wav"));
        Assert.Equal(new SpeakerBounds(4, 4), speakers.Asked);
        Assert.Equal(1, JsonElement.Parse((await account.ReadAsync("b.wav.json"))!).GetProperty("turns").GetArrayLength());
    }

    [Fact]
    public async Task Bounds_that_contradict_each_other_are_refused_with_both_values()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), speakers: new OneSpeaker());
        await account.UploadAsync("a.wav", s_wav, ("min_speakers", "5"), ("max_speakers", "3"));

        Assert.Equal(BlobOutcome.Refused, await host.HandleAsync("a.wav"));

        var error = (await account.ReadAsync("a.wav.error.json"))!;
        Assert.All(["min_speakers", "max_speakers", "5", "3"], part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_audio_again_is_not_run_again()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel();
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", s_wav);
        await host.HandleAsync("a.wav");
        var published = (await account.PropertiesAsync("a.wav.json")).ETag;

        Assert.Equal(BlobOutcome.AlreadyDone, await host.HandleAsync("a.wav"));

        Assert.Equal(1, model.Runs);
        Assert.Equal(published, (await account.PropertiesAsync("a.wav.json")).ETag);
    }

    [Fact]
    public async Task Other_audio_under_the_same_name_gives_its_own_transcript_and_nothing_of_the_old_stays()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", s_wav);
        await host.HandleAsync("a.wav");
        var etag = await account.UploadAsync("a.wav", s_otherWav, ("formats", "txt"));

        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));

        Assert.Equal(TextOf(2), JsonElement.Parse((await account.ReadAsync("a.wav.json"))!).GetProperty("text").GetString());
        Assert.Equal(etag, (await account.PropertiesAsync("a.wav.json")).Metadata["source_etag"]);
        Assert.Equal(["a.wav.json", "a.wav.status.json", "a.wav.txt"], await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task Wrong_audio_gives_an_error_once_and_right_audio_takes_it_away()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", s_wav);
        await host.HandleAsync("a.wav");
        await account.UploadAsync("a.wav", [1, 2, 3]);

        Assert.Equal(BlobOutcome.Refused, await host.HandleAsync("a.wav"));
        Assert.Equal(BlobOutcome.AlreadyDone, await host.HandleAsync("a.wav"));

        var error = JsonElement.Parse((await account.ReadAsync("a.wav.error.json"))!);
        Assert.Contains("cannot be decoded", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(error.GetProperty("error").GetString(), error.GetProperty("detail").GetString());
        Assert.Equal(["a.wav.error.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));

        await account.UploadAsync("a.wav", s_wav, ("formats", "none"));
        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));
        Assert.Equal(["a.wav.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task Wrong_metadata_gives_an_error_that_names_every_fault()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", s_wav, ("task", "sing"), ("batch_size", "0"));

        Assert.Equal(BlobOutcome.Refused, await host.HandleAsync("a.wav"));

        var error = JsonElement.Parse((await account.ReadAsync("a.wav.error.json"))!).GetProperty("error").GetString()!;
        Assert.Contains("task must be", error, StringComparison.Ordinal);
        Assert.Contains("batch_size must be", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_thrown_and_leaves_nothing_but_the_count()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel { Fault = new InvalidOperationException("the inner life") };
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", s_wav);

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
        await account.UploadAsync("a.wav", s_wav);
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
        await account.UploadAsync("a.wav", s_wav);

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
        await account.UploadAsync("a.wav", s_wav);

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
        await account.UploadAsync("a.wav", s_wav);

        var handling = host.HandleAsync("a.wav");
        await stuck.Started.ReadAsync(Stop);
        await account.UploadAsync("a.wav", s_otherWav);
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
        await account.UploadAsync("a.wav", s_wav);

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

    [Theory]
    [InlineData("talk.error")]
    [InlineData("talk.status")]
    public async Task Names_whose_outputs_would_be_taken_for_anothers_are_left_alone(string name)
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync(name, s_wav);

        Assert.Equal(BlobOutcome.Unusable, await host.HandleAsync(name));
        Assert.Equal(0, await host.Inbox.WalkAsync(Stop));
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_no_fault()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        Assert.Equal(BlobOutcome.Gone, await host.HandleAsync("nothing.wav"));
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
