using System.Text.Json;
using Speech.Functions.Blobs;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Blobs;

/// <summary>Audio that comes again, under a name that has outputs already.</summary>
public sealed class RepeatedBlobTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly byte[] OtherWav = Wave.File(Wave.Noise(seed: 2));

    [Fact]
    public async Task The_same_audio_again_is_not_run_again()
    {
        var account = await Account.CreateAsync(azurite);
        var model = new FakeModel();
        await using var host = new BlobHost(account, model);
        await account.UploadAsync("a.wav", Wav);
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
        await account.UploadAsync("a.wav", Wav);
        await host.HandleAsync("a.wav");
        var etag = await account.UploadAsync("a.wav", OtherWav, ("formats", "txt"));

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
        await account.UploadAsync("a.wav", Wav);
        await host.HandleAsync("a.wav");
        await account.UploadAsync("a.wav", [1, 2, 3]);

        Assert.Equal(BlobOutcome.Refused, await host.HandleAsync("a.wav"));
        Assert.Equal(BlobOutcome.AlreadyDone, await host.HandleAsync("a.wav"));

        var error = JsonElement.Parse((await account.ReadAsync("a.wav.error.json"))!);
        Assert.Contains("cannot be decoded", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(error.GetProperty("error").GetString(), error.GetProperty("detail").GetString());
        Assert.Equal(["a.wav.error.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));

        await account.UploadAsync("a.wav", Wav, ("formats", "none"));
        Assert.Equal(BlobOutcome.Published, await host.HandleAsync("a.wav"));
        Assert.Equal(["a.wav.json", "a.wav.status.json"], await Account.NamesAsync(account.Transcripts));
    }

    private static string TextOf(int seed) => FakeModel.TextOf(Wave.Floats(Wave.Noise(seed)));
}
