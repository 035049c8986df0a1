namespace Speech.Infra.Tests.Deployment;

/// <summary>What the container is given, one by one: a setting that is missing here, or here only, was forgotten somewhere.</summary>
public sealed class SettingsTests
{
    /// <summary>By <see cref="Snapshot.Environment"/>; a value that only Azure knows is a dash.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["API_TOKEN"] = "api-token",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "-",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "-",
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        ["ASR_MODEL"] = "openai/whisper-large-v3",
        ["ASSISTANT_MODEL"] = "",
        ["ASYNC_OVER_MB"] = "25",
        ["AUDIO_CONTAINER"] = "audio",
        ["AZURE_CLIENT_ID"] = "-",
        ["AzureFunctionsWebHost__hostid"] = "-",
        ["AzureWebJobsDisableHomepage"] = "true",
        ["AzureWebJobsSecretStorageType"] = "blob",
        ["AzureWebJobsStorage__accountName"] = "-",
        ["AzureWebJobsStorage__clientId"] = "-",
        ["AzureWebJobsStorage__credential"] = "managedidentity",
        ["DEVICE"] = "cuda",
        ["DIARIZATION_MODEL"] = "",
        ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1099511627776",
        ["HF_HOME"] = "/models",
        ["HF_TOKEN"] = "hf-token",
        ["INBOX"] = "true",
        ["JOBS_CONTAINER"] = "jobs",
        ["MAX_BATCH_SIZE"] = "8",
        ["MAX_BODY_MB"] = "100",
        ["MAX_CONCURRENT_JOBS"] = "2",
        ["MAX_CONCURRENT_REQUESTS"] = "8",
        ["MAX_MP4_MB"] = "1536",
        ["MAX_SPOOL_MB"] = "1024",
        ["PROCESSED_AUDIO"] = "move",
        ["PROCESSED_CONTAINER"] = "processed",
        ["SHUTDOWN_SECONDS"] = "550",
        ["TRANSCRIPTS_CONTAINER"] = "transcripts",
        ["WARMUP"] = "true",
    };

    [Fact]
    public void The_container_has_these_settings()
        => Assert.Equal(Expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), Snapshot.Committed.Environment
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.StartsWith('[') ? "-" : entry.Value))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal));

    /// <summary>Otherwise each revision has keys and queues of its own. At most 32 lower-case letters, digits and hyphens.</summary>
    [Fact]
    public void The_functions_host_has_the_same_id_in_every_revision()
        => Assert.Matches(@"^\[format\('speech-\{0\}', uniqueString\(", Snapshot.Committed.Environment["AzureFunctionsWebHost__hostid"]);

    [Fact]
    public async Task Further_settings_win_and_the_scale_rules_follow_them()
    {
        const string Parameters = "param settings = { MAX_CONCURRENT_JOBS: '5', THREADS: '3', MAX_BODY_MB: '500', HF_HOME: '/tmp' }";

        var snapshot = await Snapshot.CreateAsync(
            new Dictionary<string, string>(), TestContext.Current.CancellationToken, Parameters);

        Assert.Equal("5", snapshot.Environment["MAX_CONCURRENT_JOBS"]);
        Assert.Equal("3", snapshot.Environment["THREADS"]);
        Assert.Equal("500", snapshot.Environment["MAX_BODY_MB"]);
        // The volume is mounted there.
        Assert.Equal("/models", snapshot.Environment["HF_HOME"]);
        Assert.Contains(snapshot.App["properties"]!["template"]!["scale"]!["rules"]!.AsArray(),
            rule => (string?)rule!["custom"]?["metadata"]!["blobCount"] == "5");
    }
}
