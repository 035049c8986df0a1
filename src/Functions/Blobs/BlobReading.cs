using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Speech.Functions.Blobs;

/// <summary>Reading what may not be there.</summary>
internal static class BlobReading
{
    /// <returns>Null where there is no such blob.</returns>
    public static async Task<BlobProperties?> FindAsync(this BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException reason) when (reason.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc cref="FindAsync"/>
    public static async Task<BinaryData?> FindContentAsync(this BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.DownloadContentAsync(cancellationToken)).Value.Content;
        }
        catch (RequestFailedException reason) when (reason.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>The tag without the quotes, which some answers have and others have not.</summary>
    public static string Bare(this ETag etag) => etag.ToString().Trim('"');
}
