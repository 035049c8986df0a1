using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Speech.Storage.Containers;

/// <summary>Reads blobs that may not exist.</summary>
internal static class BlobClientExtensions
{
    /// <summary>Reads the properties of a blob.</summary>
    /// <returns>Null where the blob does not exist.</returns>
    public static async Task<BlobProperties?> FindPropertiesAsync(this BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsNotFound())
        {
            return null;
        }
    }

    /// <summary>Reads the content of a small blob.</summary>
    /// <returns>Null where the blob does not exist.</returns>
    public static async Task<BinaryData?> FindContentAsync(this BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.IsNotFound())
        {
            return null;
        }
    }

    /// <summary>The ETag without quotes: some responses quote it and others do not.</summary>
    public static string Unquoted(this ETag etag) => etag.ToString().Trim('"');
}
