using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Speech.Functions.Blobs;

/// <summary>One piece of audio as it was found.</summary>
/// <param name="Names">What it and its outputs are called.</param>
/// <param name="Source">The audio.</param>
/// <param name="Found">What it was when the work began.</param>
internal sealed record BlobWork(BlobNames Names, BlobClient Source, BlobProperties Found)
{
    public ETag ETag => Found.ETag;

    public string BareETag => Found.ETag.Bare();

    /// <summary>Reads forward, a few megabytes at a time, so that neither memory nor an idle connection is held while the model listens.
    /// Fails with 412 or 404 when the audio is not the same any more.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
        => Source.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = 4 * 1024 * 1024, Conditions = new() { IfMatch = ETag } }, cancellationToken);
}
