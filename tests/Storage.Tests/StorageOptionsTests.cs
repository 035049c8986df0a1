using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Speech.Storage.Options;
using Speech.Transcription.Formats;
using Speech.Transcription.Options;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Storage.Tests;

public sealed class StorageOptionsTests
{
    private const string Key = "AccountName=speech;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Fact]
    public void No_storage_is_configured_by_default()
    {
        var settings = Read();

        Assert.False(settings.Storage.IsConfigured);
        Assert.False(settings.Background.Inbox);
        Assert.Equal(
            ("audio", "transcripts", "jobs"),
            (settings.Storage.AudioContainer, settings.Storage.TranscriptsContainer, settings.Storage.JobsContainer));
        Assert.Equal([TranscriptFormat.Srt, TranscriptFormat.Vtt, TranscriptFormat.Txt], settings.Background.Formats);
        Assert.Equal(TimeSpan.FromHours(24), settings.Background.JobExpiry);
    }

    [Fact]
    public void Reads_every_setting()
    {
        var settings = Read(
            ("AzureWebJobsStorage", Key), ("AzureWebJobsStorage__accountName", "speech1"), ("AzureWebJobsStorage__clientId", "an-id"),
            ("AUDIO_CONTAINER", "in-1"), ("TRANSCRIPTS_CONTAINER", "out"), ("JOBS_CONTAINER", "records"),
            ("INBOX", "on"), ("INBOX_SECONDS", "9"), ("MAX_CONCURRENT_JOBS", "3"),
            ("TRANSCRIPT_FORMATS", "vtt"), ("JOB_EXPIRY", "2"), ("ASYNC_OVER_MB", "10"));

        Assert.Equal(Key, settings.Storage.ConnectionString!.Reveal());
        Assert.Equal(("speech1", "an-id"), (settings.Storage.AccountName, settings.Storage.ClientId));
        Assert.Equal(
            ("in-1", "out", "records"),
            (settings.Storage.AudioContainer, settings.Storage.TranscriptsContainer, settings.Storage.JobsContainer));
        var background = settings.Background;
        Assert.Equal(
            (true, TimeSpan.FromSeconds(9), 3, TimeSpan.FromHours(2), 10),
            (background.Inbox, background.InboxPause, background.MaxConcurrentJobs, background.JobExpiry, background.AsyncOverMegabytes));
        Assert.Equal([TranscriptFormat.Vtt], settings.Background.Formats);
        Assert.DoesNotContain("c2VjcmV0", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "c2VjcmV0")]
    [InlineData("AzureWebJobsStorage", "AccountName=speech")]
    [InlineData("AzureWebJobsStorage__accountName", "Not-A-Name")]
    [InlineData("AUDIO_CONTAINER", "Audio")]
    [InlineData("AUDIO_CONTAINER", "a--b")]
    [InlineData("TRANSCRIPTS_CONTAINER", "-out")]
    [InlineData("JOBS_CONTAINER", "ab")]
    [InlineData("INBOX", "on")]
    [InlineData("INBOX", "perhaps")]
    [InlineData("INBOX_SECONDS", "-1")]
    [InlineData("MAX_CONCURRENT_JOBS", "0")]
    [InlineData("TRANSCRIPT_FORMATS", "docx")]
    [InlineData("JOB_EXPIRY", "0")]
    [InlineData("ASYNC_OVER_MB", "-1")]
    public void Reports_an_invalid_setting_by_name_without_secrets(string name, string value)
    {
        var fault = Assert.Single(Faults((name, value)));
        Assert.StartsWith(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_the_same_container_for_two_purposes()
        => Assert.Contains("different", Assert.Single(Faults(("JOBS_CONTAINER", "audio"))), StringComparison.Ordinal);

    [Fact]
    public void Rejects_another_container_than_that_of_the_trigger()
    {
        var validator = new TriggerContainerValidator("audio");
        Assert.True(validator.Validate(null, new StorageOptions()).Succeeded);
        Assert.StartsWith("AUDIO_CONTAINER must be \"audio\"", validator.Validate(
            null, new StorageOptions { AudioContainer = "elsewhere" }).FailureMessage, StringComparison.Ordinal);
    }

    private static (StorageOptions Storage, BackgroundOptions Background) Read(params (string Name, string Value)[] settings)
    {
        using var services = new ServiceCollection().AddStorageOptions(SettingsOf.Configuration(settings)).BuildServiceProvider();
        return (
            services.GetRequiredService<IOptions<StorageOptions>>().Value,
            services.GetRequiredService<IOptions<BackgroundOptions>>().Value);
    }

    private static IReadOnlyList<string> Faults(params (string Name, string Value)[] settings)
        => SettingsOf.Faults(services => services.AddStorageOptions(SettingsOf.Configuration(settings)));
}
