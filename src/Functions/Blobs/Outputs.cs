using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Speech.Functions.Blobs;

/// <summary>A blob to be published.</summary>
internal sealed record Output(string Name, BinaryData Content, string ContentType);

/// <summary>What has come of a piece of audio so far, and the one way to publish more.</summary>
/// <remarks>Every blob is written on condition that it is what was read here. So of two that work on the same audio (one of them presumed dead)
/// only one publishes, and an older piece of audio never overwrites the transcript of a newer one.</remarks>
internal sealed class Outputs
{
    /// <summary>The metadata that tells which audio an output is of.</summary>
    public const string SourceETag = "source_etag";

    private readonly BlobContainerClient _container;
    private readonly BlobNames _names;
    private readonly Dictionary<string, BlobProperties> _found;

    private Outputs(BlobContainerClient container, BlobNames names, Dictionary<string, BlobProperties> found) => (_container, _names, _found) = (container, names, found);

    public static async Task<Outputs> ReadAsync(BlobContainerClient container, BlobNames names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, BlobProperties>();
        await Task.WhenAll(names.Publishable.Select(async name =>
        {
            if (await container.GetBlobClient(name).FindAsync(cancellationToken) is not { } properties) return;
            lock (found) found.Add(name, properties);
        }));
        return new Outputs(container, names, found);
    }

    /// <summary>Whether the transcript or the error of exactly this audio is there.</summary>
    public bool AreOf(string sourceETag) => IsOf(_names.Transcript, sourceETag) || IsOf(_names.Error, sourceETag);

    /// <summary>Publishes; what of earlier audio is not replaced goes away.</summary>
    /// <param name="outputs">The last one tells the world that all are there.</param>
    /// <param name="metadata">Of every one.</param>
    /// <param name="cancellationToken">Stops in between: then the last one is missing, and the work will be done again.</param>
    /// <exception cref="OvertakenException">Another has published since this was read.</exception>
    public async Task PublishAsync(IReadOnlyList<Output> outputs, IDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in _found.Keys.Except(outputs.Select(output => output.Name)))
                await _container.GetBlobClient(name).DeleteIfExistsAsync(conditions: Unchanged(name), cancellationToken: cancellationToken);
            foreach (var output in outputs)
                await _container.GetBlobClient(output.Name).UploadAsync(output.Content, OptionsOf(output, metadata), cancellationToken);
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            throw new OvertakenException(reason);
        }
    }

    private BlobUploadOptions OptionsOf(Output output, IDictionary<string, string> metadata) => new()
    {
        HttpHeaders = new BlobHttpHeaders { ContentType = output.ContentType },
        Metadata = metadata,
        Conditions = Unchanged(output.Name),
    };

    private BlobRequestConditions Unchanged(string name)
        => _found.TryGetValue(name, out var properties) ? new() { IfMatch = properties.ETag } : new() { IfNoneMatch = ETag.All };

    private bool IsOf(string name, string sourceETag)
        => _found.TryGetValue(name, out var properties) && properties.Metadata.TryGetValue(SourceETag, out var source) && source == sourceETag;
}
