using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Speech.Storage.Options;

namespace Speech.Storage.Containers;

/// <summary>The containers of the storage account.</summary>
internal sealed class StorageContainers
{
    private volatile bool _isCreated;

    public StorageContainers(IOptions<StorageOptions> options)
        : this(options.Value, StorageBudget.Background(TimeSpan.FromSeconds(options.Value.BackgroundCallSeconds)))
        => Interactive = new(options.Value, StorageBudget.Interactive(TimeSpan.FromSeconds(options.Value.CallSeconds)));

    private StorageContainers(StorageOptions settings, StorageBudget budget)
    {
        Interactive = this;
        var service = CreateClient(settings, budget);
        Audio = service.GetBlobContainerClient(settings.AudioContainer);
        Transcripts = service.GetBlobContainerClient(settings.TranscriptsContainer);
        Jobs = service.GetBlobContainerClient(settings.JobsContainer);
        Processed = service.GetBlobContainerClient(settings.ProcessedContainer);
    }

    /// <summary>The same containers for calls that a client waits for, or that keep a lease: they fail sooner.</summary>
    public StorageContainers Interactive { get; }

    /// <summary>Audio to be transcribed.</summary>
    public BlobContainerClient Audio { get; }

    /// <summary>Transcripts, errors and progress.</summary>
    public BlobContainerClient Transcripts { get; }

    /// <summary>Job records.</summary>
    public BlobContainerClient Jobs { get; }

    /// <summary>Audio that was processed, where it is moved.</summary>
    public BlobContainerClient Processed { get; }

    /// <summary>Creates the containers that do not exist, except that of processed audio; only the first successful call in a process
    /// sends requests.</summary>
    public async Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        if (_isCreated) return;
        foreach (var container in new[] { Audio, Transcripts, Jobs })
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        _isCreated = true;
    }

    private static BlobServiceClient CreateClient(StorageOptions settings, StorageBudget budget)
    {
        // Not the newest protocol version of the library, which the Azurite emulator does not implement yet.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05);
        budget.Apply(options);
        if (settings.ConnectionString is { } secret) return new BlobServiceClient(secret.Reveal(), options);
        var identity = new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId };
        budget.Apply(identity);
        var credential = new DefaultAzureCredential(identity);
        return new BlobServiceClient(new Uri($"https://{settings.AccountName}.blob.core.windows.net"), credential, options);
    }
}
