using System.Text.Json;
using Speech.Hub.Naming;
using Speech.Hub.Repository;

namespace Speech.Hub.Http;

/// <summary>Parses the response to <c>GET api/models/{id}/revision/{revision}?blobs=true</c>.</summary>
internal static class RevisionDocument
{
    /// <exception cref="JsonException">The document is malformed or lacks a required property.</exception>
    public static ModelListing Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var commit = document.RootElement.GetProperty("sha").GetString();
            if (commit is null || !ModelId.IsCommit(commit)) throw new JsonException("The commit is not a hash.");
            return new ModelListing(commit, [.. document.RootElement.GetProperty("siblings").EnumerateArray().Select(ReadFile)]);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("A property is missing or has the wrong type.", exception);
        }
    }

    private static RepoFile ReadFile(JsonElement file)
    {
        var lfs = Find(file, "lfs");
        var sha256 = lfs is { } pointer ? Find(pointer, "sha256")?.GetString() : null;
        return new RepoFile(
            file.GetProperty("rfilename").GetString() ?? throw new JsonException("A file has no name."),
            // The blob id of an LFS file is the checksum of its pointer file, which does not verify the content.
            lfs is null || sha256 is not null ? Find(file, "blobId")?.GetString() : null,
            sha256,
            Find(file, "size")?.GetInt64());
    }

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
