using Speech.Transcription.Formats;
using Speech.Transcription.Settings;

namespace Speech.Transcription.Tests.Settings;

public sealed class StorageSettingsTests
{
    private const string Key = "AccountName=speech;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Fact]
    public void Without_settings_there_is_no_storage_and_no_url_is_taken()
    {
        var settings = Read();

        Assert.False(settings.Storage.IsConfigured);
        Assert.False(settings.Background.Inbox);
        Assert.Equal(("audio", "transcripts", "jobs"), (settings.Storage.AudioContainer, settings.Storage.TranscriptsContainer, settings.Storage.JobsContainer));
        Assert.Equal(TranscriptFormats.All, settings.Background.Formats);
        Assert.Equal(TimeSpan.FromHours(24), settings.Background.JobExpiry);
        Assert.Empty(settings.UrlInput.Hosts);
        Assert.False(settings.UrlInput.Allows("example.com"));
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var settings = Read(
            ("AzureWebJobsStorage", Key), ("AzureWebJobsStorage__accountName", "speech1"), ("AzureWebJobsStorage__clientId", "an-id"), ("AUDIO_CONTAINER", "in-1"),
            ("TRANSCRIPTS_CONTAINER", "out"), ("JOBS_CONTAINER", "records"), ("INBOX", "on"), ("INBOX_SECONDS", "9"), ("MAX_CONCURRENT_JOBS", "3"),
            ("TRANSCRIPT_FORMATS", "vtt"), ("JOB_EXPIRY", "2"), ("ASYNC_OVER_MB", "10"), ("URL_INPUT_HOSTS", "a.example.com, *.b.example.com"), ("URL_INPUT_SECONDS", "5"));

        Assert.Equal(Key, settings.Storage.ConnectionString!.Reveal());
        Assert.Equal(("speech1", "an-id"), (settings.Storage.AccountName, settings.Storage.ClientId));
        Assert.Equal(("in-1", "out", "records"), (settings.Storage.AudioContainer, settings.Storage.TranscriptsContainer, settings.Storage.JobsContainer));
        Assert.Equal((true, TimeSpan.FromSeconds(9), 3, TimeSpan.FromHours(2), 10),
            (settings.Background.Inbox, settings.Background.InboxPause, settings.Background.MaxConcurrentJobs, settings.Background.JobExpiry, settings.Background.AsyncOverMegabytes));
        Assert.Equal([TranscriptFormat.Vtt], settings.Background.Formats);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.UrlInput.TimeLimit);
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
    [InlineData("URL_INPUT_HOSTS", "https://a.example.com")]
    [InlineData("URL_INPUT_HOSTS", "*")]
    [InlineData("URL_INPUT_HOSTS", "localhost")]
    [InlineData("URL_INPUT_SECONDS", "0")]
    public void A_wrong_setting_is_a_fault_that_names_it(string name, string value)
    {
        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Read((name, value))).Faults);
        Assert.StartsWith(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_for_one_container_are_a_fault()
        => Assert.Contains("different", Assert.Throws<SettingsException>(() => Read(("JOBS_CONTAINER", "audio"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("media.example.com", "media.example.com", true)]
    [InlineData("media.example.com", "MEDIA.example.com", true)]
    [InlineData("media.example.com", "x.media.example.com", false)]
    [InlineData("media.example.com", "media.example.com.evil.org", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "evilexample.com", false)]
    public void Hosts_are_allowed_by_name_or_below_one(string allowed, string host, bool expected)
        => Assert.Equal(expected, Read(("URL_INPUT_HOSTS", allowed)).UrlInput.Allows(host));

    private static EndpointSettings Read(params (string Name, string Value)[] given)
    {
        var values = given.ToDictionary(one => one.Name, one => one.Value);
        values["ASR_MODEL"] = "a/model";
        return EndpointSettings.Read(values.GetValueOrDefault, _ => false);
    }
}
