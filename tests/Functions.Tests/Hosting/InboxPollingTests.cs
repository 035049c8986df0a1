using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Hosting;

public sealed class InboxPollingTests(Azurite azurite)
{
    [Fact]
    public async Task The_host_processes_the_inbox_by_itself()
    {
        var account = await Account.CreateAsync(azurite);
        await account.UploadAsync("a.wav", Wave.File(Wave.Noise(1)));
        var model = new FakeModel();
        await using var endpoint = await Endpoint.StartAsync(model, settings: [.. account.Settings, ("INBOX", "on")]);

        Assert.False(await model.Ended.ReadAsync(TestContext.Current.CancellationToken));
        await Endpoint.RepeatAsync(
            () => endpoint.GetAsync("/"),
            _ => account.Transcripts.GetBlobClient("a.wav.json").Exists(TestContext.Current.CancellationToken));
    }
}
