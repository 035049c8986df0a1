namespace Speech.Hub.Download;

/// <summary>What the endpoint's headers say about a file, wherever its content lies.</summary>
/// <param name="Etag">Its checksum, without quotes.</param>
/// <param name="Size">Bytes; null where the headers do not tell.</param>
internal sealed record LinkedFile(string Etag, long? Size)
{
    /// <summary>Reads <c>X-Linked-Etag</c> and <c>X-Linked-Size</c>, and in their absence <c>ETag</c> and <c>Content-Length</c>.</summary>
    public static LinkedFile? Of(HttpResponseMessage answer)
    {
        var etag = Header(answer, "X-Linked-Etag") ?? answer.Headers.ETag?.Tag;
        if (etag is null) return null;
        if (etag.StartsWith("W/", StringComparison.Ordinal)) etag = etag[2..];
        var size = long.TryParse(Header(answer, "X-Linked-Size"), out var linked) ? linked
            : answer.IsSuccessStatusCode ? answer.Content.Headers.ContentLength : null;
        return new LinkedFile(etag.Trim('"'), size);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
