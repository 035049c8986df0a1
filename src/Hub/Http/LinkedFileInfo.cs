namespace Speech.Hub.Http;

/// <summary>Checksum and size of a file from the endpoint's response headers; the content may be on another host.</summary>
/// <param name="Etag">Checksum, without quotes.</param>
/// <param name="Size">Size in bytes; null if the headers do not contain it.</param>
internal sealed record LinkedFileInfo(string Etag, long? Size)
{
    /// <summary>Reads <c>X-Linked-Etag</c> and <c>X-Linked-Size</c>, or in their absence <c>ETag</c> and <c>Content-Length</c>.</summary>
    /// <returns>Null if the response has no checksum.</returns>
    public static LinkedFileInfo? Read(HttpResponseMessage response)
    {
        var etag = Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag;
        if (etag is null) return null;
        if (etag.StartsWith("W/", StringComparison.Ordinal)) etag = etag[2..];
        var size = long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked
            : response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
        return new LinkedFileInfo(etag.Trim('"'), size);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
