using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Speech.Transcription.Options;

namespace Speech.Storage.Options;

/// <summary>The storage account of blobs and jobs. Its settings have the names that the functions host uses.</summary>
public sealed record StorageOptions
{
    /// <summary><c>AzureWebJobsStorage</c>, default none: a connection string; <c>UseDevelopmentStorage=true</c> is Azurite on this
    /// machine.</summary>
    [ConfigurationKeyName("AzureWebJobsStorage")]
    [StorageConnectionString]
    public Secret? ConnectionString { get; init; }

    /// <summary><c>AzureWebJobsStorage__accountName</c>, default none: the name of the account, accessed with the process's identity
    /// (managed, workload, or the developer's). <see cref="ConnectionString"/> takes precedence.</summary>
    [ConfigurationKeyName("AzureWebJobsStorage__accountName")]
    [RegularExpression("[a-z0-9]{3,24}", ErrorMessage = "{0} must be 3 to 24 lower-case letters and digits")]
    public string? AccountName { get; init; }

    /// <summary><c>AzureWebJobsStorage__clientId</c>, default none: the client id of the managed identity, where there are
    /// several.</summary>
    [ConfigurationKeyName("AzureWebJobsStorage__clientId")]
    public string? ClientId { get; init; }

    /// <summary><c>AUDIO_CONTAINER</c>, default <c>audio</c>: the container of the audio to be transcribed.</summary>
    [ConfigurationKeyName("AUDIO_CONTAINER")]
    [ContainerName]
    public string AudioContainer { get; init; } = "audio";

    /// <summary><c>TRANSCRIPTS_CONTAINER</c>, default <c>transcripts</c>: the container of transcripts, errors and progress.</summary>
    [ConfigurationKeyName("TRANSCRIPTS_CONTAINER")]
    [ContainerName]
    public string TranscriptsContainer { get; init; } = "transcripts";

    /// <summary><c>JOBS_CONTAINER</c>, default <c>jobs</c>: the container of job records.</summary>
    [ConfigurationKeyName("JOBS_CONTAINER")]
    [ContainerName]
    public string JobsContainer { get; init; } = "jobs";

    /// <summary><c>PROCESSED_AUDIO</c>, default <c>keep</c>; also <c>move</c> or <c>delete</c>: what becomes of uploaded audio once its
    /// transcript or its error is published. A platform that counts what is in the audio container scales to zero only if it
    /// empties.</summary>
    [ConfigurationKeyName("PROCESSED_AUDIO")]
    public ProcessedAudio ProcessedAudio { get; init; }

    /// <summary><c>PROCESSED_CONTAINER</c>, default <c>processed</c>: the container that such audio is moved to.</summary>
    [ConfigurationKeyName("PROCESSED_CONTAINER")]
    [ContainerName]
    public string ProcessedContainer { get; init; } = "processed";

    /// <summary><c>STORAGE_SECONDS</c>, default 10, 1 to 300: the time-out of one storage call that a client waits for, in seconds. It is
    /// repeated twice.</summary>
    [ConfigurationKeyName("STORAGE_SECONDS")]
    [Range(1, 300)]
    public int CallSeconds { get; init; } = 10;

    /// <summary><c>STORAGE_BACKGROUND_SECONDS</c>, default 60, 1 to 300: that of one that no client waits for, in seconds. It is repeated
    /// four times.</summary>
    [ConfigurationKeyName("STORAGE_BACKGROUND_SECONDS")]
    [Range(1, 300)]
    public int BackgroundCallSeconds { get; init; } = 60;

    /// <summary>Whether an account is configured.</summary>
    public bool IsConfigured => ConnectionString is not null || AccountName is not null;
}
