using Azure.Identity;
using Azure.Storage.Blobs;
using Speech.Transcription.Settings;

namespace Speech.Functions.Blobs;

/// <summary>The three containers of the storage account.</summary>
internal sealed class Containers
{
    private volatile bool _areThere;

    public Containers(StorageSettings settings)
    {
        var service = Open(settings);
        Audio = service.GetBlobContainerClient(settings.AudioContainer);
        Transcripts = service.GetBlobContainerClient(settings.TranscriptsContainer);
        Jobs = service.GetBlobContainerClient(settings.JobsContainer);
    }

    public BlobContainerClient Audio { get; }

    public BlobContainerClient Transcripts { get; }

    public BlobContainerClient Jobs { get; }

    /// <summary>Makes the containers that are not there yet; asks once in the life of the process.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_areThere) return;
        foreach (var container in new[] { Audio, Transcripts, Jobs })
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        _areThere = true;
    }

    private static BlobServiceClient Open(StorageSettings settings)
    {
        // An older version of the protocol than the library's newest, which the emulator does not speak yet.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05);
        if (settings.ConnectionString is { } secret) return new BlobServiceClient(secret.Reveal(), options);
        var identity = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId });
        return new BlobServiceClient(new Uri($"https://{settings.AccountName}.blob.core.windows.net"), identity, options);
    }
}
