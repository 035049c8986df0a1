using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Speech.Functions.AzureFunctions;

/// <summary>Transcribes the blobs of the audio container.</summary>
/// <param name="services">Resolves the internal class that transcribes blobs.</param>
public sealed class BlobFunction(IServiceProvider services)
{
    /// <summary>The trigger's container: a constant, because an attribute cannot refer to a setting that may be unset.</summary>
    internal const string Container = "audio";

    /// <summary>Completes when the transcript or an error is published. Failures that may pass are retried here, with increasing pauses:
    /// the host itself would retry five times within seconds, and then add the blob's name to the queue
    /// <c>webjobs-blobtrigger-poison</c>.</summary>
    [Function("TranscribeBlob")]
    public Task TranscribeAsync(
        [BlobTrigger(Container + "/{name}", Source = BlobTriggerSource.EventGrid)] BlobClient blob, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return services.GetRequiredService<TriggeredBlobs>().TranscribeAsync(blob.Name, stoppingToken);
    }
}
