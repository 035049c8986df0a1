using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Speech.Storage.Blobs;

namespace Speech.Functions.AzureFunctions;

/// <summary>A blob of audio appears: its transcript follows.</summary>
/// <param name="services">Holds the blob path, which is no part of what this assembly shows.</param>
public sealed class BlobFunction(IServiceProvider services)
{
    /// <summary>The container of the trigger: an attribute cannot read a setting that may be unset.</summary>
    internal const string Container = "audio";

    /// <summary>Ends well also where the audio is wrong, which an error blob tells. A fault that may pass is thrown, so that the functions host
    /// tries again, five times by default, and then puts the blob's name into the queue <c>webjobs-blobtrigger-poison</c>.</summary>
    [Function("TranscribeBlob")]
    public Task TranscribeAsync([BlobTrigger(Container + "/{name}", Source = BlobTriggerSource.EventGrid)] BlobClient blob, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return services.GetRequiredService<BlobTranscription>().TranscribeWhenFreeAsync(blob.Name, stopping);
    }
}
