using Speech.Checkpoints;
using Speech.Checkpoints.Files;
using Speech.Hub.Naming;

namespace Speech.Hub.Cache;

/// <summary>The files that an index of sharded weights names.</summary>
internal static class Shards
{
    /// <summary>Names of the shards in the model, or null where the index is missing or malformed.</summary>
    public static IReadOnlyList<string>? TryRead(Snapshot snapshot, string index)
    {
        try
        {
            return Read(snapshot, index);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    /// <exception cref="CheckpointException">The index is missing, malformed, or names files outside of its folder.</exception>
    public static IReadOnlyList<string> Read(Snapshot snapshot, string index) =>
        [.. SafetensorsIndex.Read(snapshot.PathOf(index)).Files.Select(file => RepoPath.Beside(index, file))];
}
