using System.Text;
using System.Text.Json;
using Speech.Hub.Repository;

namespace Speech.Hub.Cache;

/// <summary>
/// Stores the file listing of a commit in the format of huggingface_hub's <c>trees</c> folder. A commit is immutable, and so is its
/// listing.
/// </summary>
internal static class ListingFile
{
    private const int Version = 1;
    private const long MaxLength = 64 << 20;

    /// <summary>Reads a listing; returns null if it is missing or malformed.</summary>
    public static ModelListing? Read(string path, string commit)
    {
        if (FileLength.Of(path) is null or > MaxLength) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.GetProperty("format_version").GetInt32() == Version
                ? new ModelListing(commit, [.. root.GetProperty("files").EnumerateObject().Select(ReadFile)])
                : null;
        }
        // A malformed listing is requested from the Hub again.
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// The listing as JSON; null if the Hub did not report the size and blob id of every file, which the format requires.
    /// </summary>
    public static string? Format(ModelListing listing)
    {
        if (listing.Files.Any(file => file.BlobId is null || file.Size is null)) return null;
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", Version);
            json.WriteStartObject("files");
            foreach (var file in listing.Files.OrderBy(file => file.Name, StringComparer.Ordinal)) WriteFile(json, file);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static RepoFile ReadFile(JsonProperty file) => new(
        file.Name,
        file.Value.GetProperty("blob_id").GetString(),
        file.Value.TryGetProperty("lfs_sha256", out var sha256) ? sha256.GetString() : null,
        file.Value.GetProperty("size").GetInt64());

    private static void WriteFile(Utf8JsonWriter json, RepoFile file)
    {
        json.WriteStartObject(file.Name);
        json.WriteNumber("size", file.Size!.Value);
        json.WriteString("blob_id", file.BlobId);
        if (file.Sha256 is not null)
        {
            json.WriteString("lfs_sha256", file.Sha256);
            json.WriteNumber("lfs_size", file.Size.Value);
        }
        json.WriteEndObject();
    }
}
