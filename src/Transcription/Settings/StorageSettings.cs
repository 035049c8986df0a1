using System.Text.RegularExpressions;

namespace Speech.Transcription.Settings;

/// <summary>The storage account of blobs and jobs. The names of its settings are those of the functions host.</summary>
public sealed partial record StorageSettings
{
    /// <summary><c>AzureWebJobsStorage</c>, default none: a connection string; <c>UseDevelopmentStorage=true</c> is Azurite on this machine.</summary>
    public Secret? ConnectionString { get; init; }

    /// <summary><c>AzureWebJobsStorage__accountName</c>, default none: the account by name, entered with the process's own identity
    /// (managed, workload, or the developer's). <see cref="ConnectionString"/> goes before it.</summary>
    public string? AccountName { get; init; }

    /// <summary><c>AzureWebJobsStorage__clientId</c>, default none: which of several managed identities enters the account.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>AUDIO_CONTAINER</c>, default <c>audio</c>: what is put there is transcribed.</summary>
    public string AudioContainer { get; init; } = "audio";

    /// <summary><c>TRANSCRIPTS_CONTAINER</c>, default <c>transcripts</c>: where transcripts, errors and progress appear.</summary>
    public string TranscriptsContainer { get; init; } = "transcripts";

    /// <summary><c>JOBS_CONTAINER</c>, default <c>jobs</c>: where the records of jobs are.</summary>
    public string JobsContainer { get; init; } = "jobs";

    /// <summary>Whether there is an account.</summary>
    public bool IsConfigured => ConnectionString is not null || AccountName is not null;

    internal static StorageSettings Read(SettingsReader from)
    {
        var defaults = new StorageSettings();
        var read = new StorageSettings
        {
            ConnectionString = ReadConnectionString(from),
            AccountName = ReadAccountName(from),
            ClientId = from.Text("AzureWebJobsStorage__clientId"),
            AudioContainer = Container(from, "AUDIO_CONTAINER", defaults.AudioContainer),
            TranscriptsContainer = Container(from, "TRANSCRIPTS_CONTAINER", defaults.TranscriptsContainer),
            JobsContainer = Container(from, "JOBS_CONTAINER", defaults.JobsContainer),
        };
        // A transcript that appears among the audio would be transcribed in its turn.
        if (new HashSet<string> { read.AudioContainer, read.TranscriptsContainer, read.JobsContainer }.Count < 3)
            from.Fault("AUDIO_CONTAINER, TRANSCRIPTS_CONTAINER and JOBS_CONTAINER must be three different containers");
        return read;
    }

    /// <summary>Its parts are looked at, its values are not told: one of them is the key.</summary>
    private static Secret? ReadConnectionString(SettingsReader from)
    {
        if (from.Text("AzureWebJobsStorage") is not { } text) return null;
        var names = text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')[0].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isWhole = names.Contains("UseDevelopmentStorage") || names.Contains("BlobEndpoint") || (names.Contains("AccountName") && names.Contains("AccountKey"));
        if (!isWhole || !text.Contains('=', StringComparison.Ordinal))
            from.Fault("AzureWebJobsStorage must be a connection string of a storage account, or UseDevelopmentStorage=true");
        return new Secret(text);
    }

    private static string? ReadAccountName(SettingsReader from)
    {
        var name = from.Text("AzureWebJobsStorage__accountName");
        if (name is not null && !Account().IsMatch(name))
            from.Fault($"AzureWebJobsStorage__accountName must be 3 to 24 small letters and digits, not \"{name}\"");
        return name;
    }

    private static string Container(SettingsReader from, string setting, string otherwise)
    {
        var name = from.Text(setting) ?? otherwise;
        if (!ContainerName().IsMatch(name))
            from.Fault($"{setting} must be 3 to 63 small letters, digits and single hyphens, not \"{name}\"");
        return name;
    }

    [GeneratedRegex(@"^[a-z0-9]{3,24}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(@"^(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerName();
}
