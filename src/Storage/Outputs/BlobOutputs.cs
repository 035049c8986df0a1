using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Storage.Containers;

namespace Speech.Storage.Outputs;

/// <summary>The existing outputs of an audio blob, and the only way to publish new ones.</summary>
/// <remarks>Every write requires that the blob is as it was read here. Of two processes that work on the same audio (one of them presumed
/// dead) only one publishes, and outdated audio never overwrites the transcript of newer audio.</remarks>
internal sealed class BlobOutputs
{
    /// <summary>The metadata key with the ETag of the audio that an output belongs to.</summary>
    public const string SourceETagKey = "source_etag";

    private readonly BlobContainerClient _container;
    private readonly BlobNames _names;
    private readonly Dictionary<string, BlobProperties> _existing;

    private BlobOutputs(BlobContainerClient container, BlobNames names, Dictionary<string, BlobProperties> existing)
        => (_container, _names, _existing) = (container, names, existing);

    /// <summary>Reads the properties of all existing outputs.</summary>
    public static async Task<BlobOutputs> ReadAsync(BlobContainerClient container, BlobNames names, CancellationToken cancellationToken)
    {
        var existing = new Dictionary<string, BlobProperties>();
        await Task.WhenAll(names.Outputs.Select(async name =>
        {
            var properties = await container.GetBlobClient(name).FindPropertiesAsync(cancellationToken).ConfigureAwait(false);
            if (properties is null) return;
            lock (existing) existing.Add(name, properties);
        })).ConfigureAwait(false);
        return new BlobOutputs(container, names, existing);
    }

    /// <summary>Deletes all outputs that exist, whatever audio they belong to.</summary>
    public static async Task DeleteAsync(BlobContainerClient container, BlobNames names, CancellationToken cancellationToken)
    {
        foreach (var name in names.Outputs)
            await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the transcript or the error of exactly this audio exists.</summary>
    /// <param name="sourceETag">The unquoted ETag of the audio.</param>
    public bool BelongTo(string sourceETag) => HasTranscript(sourceETag) || HasError(sourceETag);

    /// <summary>Whether the transcript of exactly this audio exists.</summary>
    /// <param name="sourceETag">The unquoted ETag of the audio.</param>
    public bool HasTranscript(string sourceETag) => BelongsTo(_names.Transcript, sourceETag);

    /// <summary>Whether the error of exactly this audio exists.</summary>
    /// <param name="sourceETag">The unquoted ETag of the audio.</param>
    public bool HasError(string sourceETag) => BelongsTo(_names.Error, sourceETag);

    /// <summary>Deletes the outputs of earlier audio that are not replaced, then writes the new ones.</summary>
    /// <param name="outputs">Written in order; the presence of the last one signals that all are complete.</param>
    /// <param name="metadata">The metadata of every output.</param>
    /// <param name="cancellationToken">Stops between two writes. The last output is then missing, so the audio will be transcribed
    /// again.</param>
    /// <exception cref="OutputConflictException">Another process has published since the outputs were read.</exception>
    public async Task PublishAsync(IReadOnlyList<Output> outputs, IDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in _existing.Keys.Except(outputs.Select(output => output.Name)))
                await _container.GetBlobClient(name)
                    .DeleteIfExistsAsync(conditions: UnchangedCondition(name), cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var output in outputs)
                await _container.GetBlobClient(output.Name)
                    .UploadAsync(output.Content, UploadOptions(output, metadata), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsConflict() || exception.IsPreconditionFailed())
        {
            throw new OutputConflictException(exception);
        }
    }

    private BlobUploadOptions UploadOptions(Output output, IDictionary<string, string> metadata) => new()
    {
        HttpHeaders = new BlobHttpHeaders { ContentType = output.ContentType },
        Metadata = metadata,
        Conditions = UnchangedCondition(output.Name),
    };

    private BlobRequestConditions UnchangedCondition(string name)
        => _existing.TryGetValue(name, out var properties) ? new() { IfMatch = properties.ETag } : new() { IfNoneMatch = ETag.All };

    /// <summary>The audio of a job never changes. With another ETag it was uploaded again, because a response was lost, after the first
    /// upload had been processed and removed.</summary>
    private bool BelongsTo(string name, string sourceETag)
        => _existing.TryGetValue(name, out var properties)
        && (JobNames.IsAudioBlob(_names.Audio)
            || properties.Metadata.TryGetValue(SourceETagKey, out var source) && source == sourceETag);
}
