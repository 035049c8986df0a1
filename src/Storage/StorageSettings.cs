using System.Text.RegularExpressions;
using Speech.Transcription.Settings;

namespace Speech.Storage;

/// <summary>The storage account of blobs and jobs. Its settings have the names that the functions host uses.</summary>
public sealed partial record StorageSettings
{
    /// <summary><c>AzureWebJobsStorage</c>, default none: a connection string; <c>UseDevelopmentStorage=true</c> is Azurite on this
    /// machine.</summary>
    public Secret? ConnectionString { get; init; }

    /// <summary><c>AzureWebJobsStorage__accountName</c>, default none: the name of the account, accessed with the process's identity
    /// (managed, workload, or the developer's). <see cref="ConnectionString"/> takes precedence.</summary>
    public string? AccountName { get; init; }

    /// <summary><c>AzureWebJobsStorage__clientId</c>, default none: the client id of the managed identity, where there are
    /// several.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>AUDIO_CONTAINER</c>, default <c>audio</c>: the container of the audio to be transcribed.</summary>
    public string AudioContainer { get; init; } = "audio";

    /// <summary><c>TRANSCRIPTS_CONTAINER</c>, default <c>transcripts</c>: the container of transcripts, errors and progress.</summary>
    public string TranscriptsContainer { get; init; } = "transcripts";

    /// <summary><c>JOBS_CONTAINER</c>, default <c>jobs</c>: the container of job records.</summary>
    public string JobsContainer { get; init; } = "jobs";

    /// <summary>Whether an account is configured.</summary>
    public bool IsConfigured => ConnectionString is not null || AccountName is not null;

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    /// <param name="from">The reader.</param>
    public static StorageSettings Read(SettingsReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var defaults = new StorageSettings();
        var settings = new StorageSettings
        {
            ConnectionString = ReadConnectionString(from),
            AccountName = ReadAccountName(from),
            ClientId = from.Text("AzureWebJobsStorage__clientId"),
            AudioContainer = ReadContainer(from, "AUDIO_CONTAINER", defaults.AudioContainer),
            TranscriptsContainer = ReadContainer(from, "TRANSCRIPTS_CONTAINER", defaults.TranscriptsContainer),
            JobsContainer = ReadContainer(from, "JOBS_CONTAINER", defaults.JobsContainer),
        };
        // A transcript in the audio container would itself be transcribed.
        if (new HashSet<string> { settings.AudioContainer, settings.TranscriptsContainer, settings.JobsContainer }.Count < 3)
            from.AddFault("AUDIO_CONTAINER, TRANSCRIPTS_CONTAINER and JOBS_CONTAINER must be three different containers");
        return settings;
    }

    /// <summary>Validates the keys of the connection string. A fault does not quote it, because it contains the account key.</summary>
    private static Secret? ReadConnectionString(SettingsReader from)
    {
        if (from.Text("AzureWebJobsStorage") is not { } text) return null;
        var keys = text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=')[0].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isComplete = keys.Contains("UseDevelopmentStorage") || keys.Contains("BlobEndpoint")
            || (keys.Contains("AccountName") && keys.Contains("AccountKey"));
        if (!isComplete || !text.Contains('=', StringComparison.Ordinal))
            from.AddFault("AzureWebJobsStorage must be the connection string of a storage account, or UseDevelopmentStorage=true");
        return new Secret(text);
    }

    private static string? ReadAccountName(SettingsReader from)
    {
        var name = from.Text("AzureWebJobsStorage__accountName");
        if (name is not null && !AccountPattern().IsMatch(name))
            from.AddFault($"AzureWebJobsStorage__accountName must be 3 to 24 lower-case letters and digits, not \"{name}\"");
        return name;
    }

    private static string ReadContainer(SettingsReader from, string setting, string defaultName)
    {
        var name = from.Text(setting) ?? defaultName;
        if (!ContainerPattern().IsMatch(name))
            from.AddFault($"{setting} must be 3 to 63 lower-case letters, digits and single hyphens, not \"{name}\"");
        return name;
    }

    [GeneratedRegex(@"^[a-z0-9]{3,24}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"^(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerPattern();
}
