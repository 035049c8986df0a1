using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Speech.Storage.Containers;
using Speech.Storage.Options;
using Speech.Transcription.Telemetry;

namespace Speech.Storage.Blobs;

/// <summary>Removes audio from the audio container when nothing more is to be done with it: that of jobs always, uploads by the
/// options.</summary>
internal sealed partial class AudioRemoval(
    StorageContainers containers, IOptions<StorageOptions> options, ILogger<AudioRemoval> logger)
{
    /// <summary>Whether audio of this name leaves the container in the end.</summary>
    public bool Removes(string name) => JobNames.IsAudioBlob(name) || options.Value.ProcessedAudio is not ProcessedAudio.Keep;

    /// <summary>Moves or deletes the audio, unless it was replaced. Where that fails, the next poll of the inbox tries again.</summary>
    /// <param name="client">The client of the audio blob.</param>
    /// <param name="etag">Its version.</param>
    /// <param name="isTranscribed">Whether its transcript is published.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    public async Task RemoveAsync(BlobClient client, ETag etag, bool isTranscribed, CancellationToken cancellationToken)
    {
        if (!Removes(client.Name)) return;
        try
        {
            var deletes = JobNames.IsAudioBlob(client.Name) || (isTranscribed && options.Value.ProcessedAudio is ProcessedAudio.Delete);
            if (!deletes) await CopyAsync(client, etag, cancellationToken).ConfigureAwait(false);
            await client.DeleteIfExistsAsync(conditions: new() { IfMatch = etag }, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsNotFound() || exception.IsPreconditionFailed())
        {
            // It was deleted or replaced: a new version is work of its own.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var name = LogText.Escape(client.Name);
            LogFailed(exception, name);
        }
    }

    private async Task CopyAsync(BlobClient client, ETag etag, CancellationToken cancellationToken)
    {
        await containers.Processed.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var copy = await containers.Processed.GetBlobClient(client.Name).StartCopyFromUriAsync(
            client.Uri, new BlobCopyFromUriOptions { SourceConditions = new() { IfMatch = etag } }, cancellationToken)
            .ConfigureAwait(false);
        await copy.WaitForCompletionAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audio of blob {Name} could not be moved or deleted; it will be tried again")]
    private partial void LogFailed(Exception exception, string name);
}
