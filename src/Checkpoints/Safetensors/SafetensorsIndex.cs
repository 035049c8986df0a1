using System.Text.Json;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints.Safetensors;

/// <summary>The index of sharded weights (<c>model.safetensors.index.json</c>), which maps tensors to shards.</summary>
public sealed class SafetensorsIndex
{
    private static readonly JsonDocumentOptions JsonOptions = new() { AllowDuplicateProperties = false };

    private SafetensorsIndex(IReadOnlyDictionary<string, string> fileByTensor)
    {
        FileByTensor = fileByTensor;
        Files = [.. fileByTensor.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Maps the name of each tensor to the name of its shard, relative to the folder of the index.</summary>
    public IReadOnlyDictionary<string, string> FileByTensor { get; }

    /// <summary>Names of the shards, relative to the folder of the index, in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads an index.</summary>
    /// <param name="path">Path of the index.</param>
    /// <exception cref="CheckpointException">The index is missing, malformed, or lists files outside of its folder.</exception>
    public static SafetensorsIndex Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > SafetensorsHeader.MaxLength })
                throw new CheckpointException(name, "the index is longer than 100 MB.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), JsonOptions);
            var fileByTensor = document.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
            if (fileByTensor.Values.Any(file => !RepoPath.IsSafe(file)))
                throw new CheckpointException(name, "the index lists files outside of its folder.");
            return fileByTensor.Count > 0 ? new SafetensorsIndex(fileByTensor)
                : throw new CheckpointException(name, "the index lists no tensors.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(name, "the index is malformed.", innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(name, "the index cannot be read.", innerException: exception);
        }
    }
}
