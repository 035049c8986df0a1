using System.Text.Json;
using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>The answer to <c>GET api/models/{id}/revision/{revision}?blobs=true</c>.</summary>
internal static class RevisionDocument
{
    /// <exception cref="JsonException">It is no such document.</exception>
    public static Listing Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var commit = document.RootElement.GetProperty("sha").GetString();
            if (commit is null || !ModelId.IsCommit(commit)) throw new JsonException("The commit is no hash.");
            return new Listing(commit, [.. document.RootElement.GetProperty("siblings").EnumerateArray().Select(ReadFile)]);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("A property is missing or of another kind.", e);
        }
    }

    private static RepoFile ReadFile(JsonElement file)
    {
        var lfs = Find(file, "lfs");
        var sha256 = lfs is { } large ? Find(large, "sha256")?.GetString() : null;
        return new RepoFile(
            file.GetProperty("rfilename").GetString() ?? throw new JsonException("A file has no name."),
            // Of a large file this is the checksum of its pointer, no use without the content's own.
            lfs is null || sha256 is not null ? Find(file, "blobId")?.GetString() : null,
            sha256,
            Find(file, "size")?.GetInt64());
    }

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
