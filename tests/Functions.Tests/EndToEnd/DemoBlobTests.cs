using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Demo;
using Speech.Functions.Hosting;
using Speech.Functions.Settings;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Storage.Inbox;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.EndToEnd;

public sealed class DemoBlobTests(Azurite azurite)
{
    [Fact]
    public async Task The_demo_model_transcribes_a_file_in_the_audio_container()
    {
        var account = await Account.CreateAsync(azurite);
        var settings = account.Settings.Append(("ASR_MODEL", DemoModels.FolderOf("demo")!)).Append(("INBOX", "on")).ToDictionary();
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddEndpoint(EndpointSettings.Read(settings.GetValueOrDefault)).BuildServiceProvider();
        var sample = new DemoSample("english");
        await account.UploadAsync("english.wav", sample.Wav);

        Assert.Equal(1, await services.GetRequiredService<BlobInbox>().ProcessPendingAsync(TestContext.Current.CancellationToken));

        var transcript = JsonElement.Parse((await account.ReadAsync("english.wav.json"))!);
        Assert.Equal(sample.Text, transcript.GetProperty("text").GetString()!.Trim());
        Assert.StartsWith("WEBVTT", await account.ReadAsync("english.wav.vtt"), StringComparison.Ordinal);
    }
}
