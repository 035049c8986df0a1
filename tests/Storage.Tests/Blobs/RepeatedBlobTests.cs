using System.Text.Json;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Blobs;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests.Blobs;

/// <summary>Audio under a name that has outputs already.</summary>
public sealed class RepeatedBlobTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly byte[] OtherWav = Wave.File(Wave.Noise(seed: 2));

    [Fact]
    public async Task Does_not_transcribe_the_same_audio_twice()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel();
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", Wav);
        await host.TranscribeAsync("a.wav");
        var published = (await account.PropertiesAsync("a.wav.json")).ETag;

        Assert.Equal(BlobOutcome.AlreadyDone, await host.TranscribeAsync("a.wav"));

        Assert.Equal(1, model.Runs);
        Assert.Equal(published, (await account.PropertiesAsync("a.wav.json")).ETag);
    }

    [Fact]
    public async Task Replaces_all_outputs_when_the_audio_is_replaced()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", Wav);
        await host.TranscribeAsync("a.wav");
        var etag = await account.UploadAsync("a.wav", OtherWav, ("formats", "txt"));

        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav"));

        Assert.Equal(TextOf(2), JsonElement.Parse((await account.ReadAsync("a.wav.json"))!).GetProperty("text").GetString());
        Assert.Equal(etag, (await account.PropertiesAsync("a.wav.json")).Metadata["source_etag"]);
        Assert.Equal(["a.wav.json", "a.wav.status.json", "a.wav.txt"], await Account.NamesAsync(account.Transcripts));
    }

    [Fact]
    public async Task Publishes_an_error_for_invalid_audio_and_deletes_it_when_valid_audio_follows()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, new FakeModel());
        await account.UploadAsync("a.wav", Wav);
        await host.TranscribeAsync("a.wav");
        await account.UploadAsync("a.wav", [1, 2, 3]);

        Assert.Equal(BlobOutcome.Refused, await host.TranscribeAsync("a.wav"));
        Assert.Equal(BlobOutcome.AlreadyRefused, await host.TranscribeAsync("a.wav"));

        var error = JsonElement.Parse((await account.ReadAsync("a.wav.error.json"))!);
        Assert.Contains("cannot be decoded", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(error.GetProperty("error").GetString(), error.GetProperty("detail").GetString());
        Assert.Equal(["a.wav.error.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));

        await account.UploadAsync("a.wav", Wav, ("formats", "none"));
        Assert.Equal(BlobOutcome.Published, await host.TranscribeAsync("a.wav"));
        Assert.Equal(["a.wav.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
