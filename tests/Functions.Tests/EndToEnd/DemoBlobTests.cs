using System.Text.Json;
using Speech.Demo;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.EndToEnd.Support;

namespace Speech.Functions.Tests.EndToEnd;

public sealed class DemoBlobTests(Azurite azurite)
{
    [Fact]
    public async Task A_blob_in_the_container_is_transcribed_by_the_demo_model()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = new BlobHost(account, model: null, settings: ("ASR_MODEL", DemoModels.FolderOf("demo")!));
        var sample = new DemoSample("english");
        await account.UploadAsync("english.wav", sample.Wav);

        Assert.Equal(1, await host.Inbox.WalkAsync(TestContext.Current.CancellationToken));

        var transcript = JsonElement.Parse((await account.ReadAsync("english.wav.json"))!);
        Assert.Equal(sample.Text, transcript.GetProperty("text").GetString()!.Trim());
        Assert.StartsWith("WEBVTT", await account.ReadAsync("english.wav.vtt"), StringComparison.Ordinal);
    }
}
