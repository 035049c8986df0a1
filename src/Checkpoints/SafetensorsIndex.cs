using System.Text.Json;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints;

/// <summary><c>model.safetensors.index.json</c>: which shard holds which tensor.</summary>
internal sealed class SafetensorsIndex
{
    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false };

    private SafetensorsIndex(IReadOnlyDictionary<string, string> fileOf)
    {
        FileOf = fileOf;
        Files = [.. fileOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Tensor name to the name of its shard, which lies in the index's folder or below it.</summary>
    public IReadOnlyDictionary<string, string> FileOf { get; }

    /// <summary>The shards.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <exception cref="CheckpointException">The index is missing, malformed, or names files outside of its folder.</exception>
    public static SafetensorsIndex Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > SafetensorsHeader.MaxLength }) throw new CheckpointException(name, "the index is longer than 100 MB.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), s_json);
            var map = document.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
            if (map.Values.Any(file => !RepoPath.IsSafe(file))) throw new CheckpointException(name, "the index names files outside of its folder.");
            return map.Count > 0 ? new SafetensorsIndex(map) : throw new CheckpointException(name, "the index names no tensors.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(name, "the index is malformed.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(name, "the index cannot be read.", inner: e);
        }
    }
}
