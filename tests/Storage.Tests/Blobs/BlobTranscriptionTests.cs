using System.Text.Json;
using Speech.Diarization;
using Speech.Diarization.Clustering;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Blobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Blobs;

public sealed class BlobTranscriptionTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishes_the_transcript_in_every_format()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        var etag = await account.UploadAsync("talks/first day.wav", Wav);

        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("talks/first day.wav"));

        var text = TextOf(1);
        var json = JsonElement.Parse((await account.ReadAsync("talks/first day.wav.json"))!);
        Assert.Equal(["speakers", "chunks", "text", "duration"], json.EnumerateObject().Select(member => member.Name));
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
    public async Task Reads_parameters_and_formats_from_metadata()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel();
        await using var host = new BlobHost(account, model);
        await account.UploadAsync(
            "a.wav", Wav, ("Language", "German"), ("parameters", """{"task": "translate", "batch_size": 3}"""), ("formats", "vtt"));

        await host.TranscribeAsync("a.wav");

        var options = await model.Started.ReadAsync(Stop);
        Assert.Equal(("de", Whisper.SpeechTask.Translate, 3), (options.Language, options.Task, options.BatchSize));
        Assert.Equal(["a.wav.json", "a.wav.status.json", "a.wav.vtt"], await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task Labels_speakers_in_every_format_with_a_diarization_model()
    {
        var account = await Account.CreateAsync(azurite);
        var speakers = new OneSpeaker();
        await using var host = new BlobHost(account, new FakeModel(), speakers: speakers);
        await account.UploadAsync("a.wav", Wav, ("min_speakers", "2"), ("max_speakers", "3"));
        await account.UploadAsync("b.wav", Wav, ("num_speakers", "4"), ("formats", "none"), ("return_turns", "true"));

        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav"));

        var text = TextOf(1).Trim();
        Assert.Equal(new SpeakerBounds(2, 3), speakers.Requested);
        var json = JsonElement.Parse((await account.ReadAsync("a.wav.json"))!);
        Assert.Equal("SPEAKER_00", json.GetProperty("speakers")[0].GetProperty("speaker").GetString());
        Assert.EndsWith($"\nSPEAKER_00: {text}\n", await account.ReadAsync("a.wav.srt"), StringComparison.Ordinal);
        Assert.EndsWith($"\n<v SPEAKER_00>{text}\n", await account.ReadAsync("a.wav.vtt"), StringComparison.Ordinal);
        Assert.Equal($"SPEAKER_00: {text}\n", await account.ReadAsync("a.wav.txt"));
        Assert.Equal("fake/speakers", (await account.PropertiesAsync("a.wav.txt")).Metadata["diarization_model"]);
        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("b.wav"));
        Assert.Equal(new SpeakerBounds(4, 4), speakers.Requested);
        Assert.Equal(1, JsonElement.Parse((await account.ReadAsync("b.wav.json"))!).GetProperty("turns").GetArrayLength());
    }

    [Fact]
    public async Task Refuses_contradictory_speaker_bounds_and_names_both_values()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel(), speakers: new OneSpeaker());
        await account.UploadAsync("a.wav", Wav, ("min_speakers", "5"), ("max_speakers", "3"));

        Assert.Equal(BlobOutcome.Refused, await host.TranscribeAsync("a.wav"));

        var error = (await account.ReadAsync("a.wav.error.json"))!;
        Assert.All(["min_speakers", "max_speakers", "5", "3"], part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publishes_an_error_that_lists_every_invalid_parameter()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", Wav, ("task", "sing"), ("batch_size", "0"));

        Assert.Equal(BlobOutcome.Refused, await host.TranscribeAsync("a.wav"));

        var error = JsonElement.Parse((await account.ReadAsync("a.wav.error.json"))!).GetProperty("error").GetString()!;
        Assert.Contains("task must be", error, StringComparison.Ordinal);
        Assert.Contains("batch_size must be", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("talk.error")]
    [InlineData("talk.status")]
    public async Task Ignores_names_whose_outputs_would_collide_with_other_outputs(string name)
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync(name, Wav);

        Assert.Equal(BlobOutcome.Unusable, await host.TranscribeAsync(name));
        Assert.Equal(0, await host.Inbox.ProcessPendingAsync(Stop));
    }

    [Fact]
    public async Task Reports_a_missing_blob_as_gone()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        Assert.Equal(BlobOutcome.Gone, await host.TranscribeAsync("nothing.wav"));
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
