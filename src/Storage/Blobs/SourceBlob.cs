using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Storage.Containers;
using Speech.Storage.Outputs;

namespace Speech.Storage.Blobs;

/// <summary>An audio blob in the version in which it was found.</summary>
/// <param name="Names">The names of the blob and its outputs.</param>
/// <param name="Client">The client of the audio blob.</param>
/// <param name="Properties">The properties when processing began.</param>
internal sealed record SourceBlob(BlobNames Names, BlobClient Client, BlobProperties Properties)
{
    private const int ReadBufferSize = 4 * 1024 * 1024;

    public string Name => Names.Audio;

    public ETag ETag => Properties.ETag;

    public string UnquotedETag => Properties.ETag.Unquoted();

    /// <summary>Opens the audio for sequential reading in blocks of 4 MiB: neither the whole audio nor an idle connection is held while the
    /// model works. Reading throws 412 or 404 when the audio was replaced or deleted.</summary>
    public Task<Stream> OpenReadAsync(CancellationToken cancellationToken)
    {
        var options = new BlobOpenReadOptions(allowModifications: false)
        {
            BufferSize = ReadBufferSize,
            Conditions = new() { IfMatch = ETag },
        };
        return Client.OpenReadAsync(options, cancellationToken);
    }
}
