using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Storage.Inbox;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd;

public sealed class DemoBlobTests(Azurite azurite)
{
    [Fact]
    public async Task A_blob_in_the_container_is_transcribed_by_the_demo_model()
    {
        var account = await Account.CreateAsync(azurite);
        var settings = SettingsOf.Configuration(
            [.. account.Settings, ("ASR_MODEL", DemoModels.Asr), ("DIARIZATION_MODEL", "none"), ("VAD_FILTER", "false"), ("INBOX", "on"),
                ("THREADS", "1")]);
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddEndpoint(settings).BuildServiceProvider();
        var sample = new DemoSample("english");
        await account.UploadAsync("english.wav", sample.Wav);

        Assert.Equal(1, await services.GetRequiredService<BlobInbox>().ProcessPendingAsync(TestContext.Current.CancellationToken));

        var transcript = JsonElement.Parse((await account.ReadAsync("english.wav.json"))!);
        Assert.Equal(sample.Text, transcript.GetProperty("text").GetString()!.Trim());
        Assert.StartsWith("WEBVTT", await account.ReadAsync("english.wav.vtt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_with_longer_audio_than_the_setting_allows_is_refused()
    {
        var account = await Account.CreateAsync(azurite);
        var settings = SettingsOf.Configuration(
            [.. account.Settings, ("DIARIZATION_MODEL", "none"), ("VAD_FILTER", "false"), ("INBOX", "on"), ("MAX_AUDIO_MINUTES", "1")]);
        await using var services = new ServiceCollection().AddSingleton<IModelLoader<ISpeechModel>>(FakeLoader.Of(new FakeModel()))
            .AddLogging().AddMetrics().AddEndpoint(settings).BuildServiceProvider();
        await account.UploadAsync("60.wav", Recording.Silence(60).Wav);
        await account.UploadAsync("61.wav", Recording.Silence(61).Wav);

        await services.GetRequiredService<BlobInbox>().ProcessPendingAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(await account.ReadAsync("60.wav.json"));
        Assert.Contains("longer than the limit of 60 seconds", await account.ReadAsync("61.wav.error.json"), StringComparison.Ordinal);
    }
}
