using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Safetensors;

namespace Speech.Hub.Cache;

/// <summary>The index of sharded weights in a snapshot.</summary>
internal static class ShardIndex
{
    /// <summary>Names of the shards relative to the model; null if the index is missing or malformed.</summary>
    public static IReadOnlyList<string>? TryReadShardNames(SnapshotFolder snapshot, string index)
    {
        try
        {
            return ReadShardNames(snapshot, index);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    /// <summary>Names of the shards relative to the model.</summary>
    /// <exception cref="CheckpointException">The index is missing, malformed, or lists files outside of its folder.</exception>
    public static IReadOnlyList<string> ReadShardNames(SnapshotFolder snapshot, string index) =>
        [.. SafetensorsIndex.Read(snapshot.PathOf(index)).Files.Select(file => RepoPath.Sibling(index, file))];
}
