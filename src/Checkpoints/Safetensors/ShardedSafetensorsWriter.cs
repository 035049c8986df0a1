using System.Text.Json;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Safetensors;

/// <summary>Writes weights as several safetensors files with an index.</summary>
public static class ShardedSafetensorsWriter
{
    /// <summary>Writes <c>model-00001-of-0000N.safetensors</c>, ..., and <c>model.safetensors.index.json</c>.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="tensors">The tensors, with unique names.</param>
    /// <param name="maxShardBytes">Maximum size of the tensors in one shard; a larger tensor gets a shard of its own.</param>
    public static void Write(string folder, IReadOnlyList<TensorData> tensors, long maxShardBytes)
    {
        var shards = Split(tensors, maxShardBytes);
        var fileByTensor = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), shards[i]);
            foreach (var tensor in shards[i]) fileByTensor.Add(tensor.Name, name);
        }
        var index = new { metadata = new { total_size = tensors.Sum(tensor => tensor.Length) }, weight_map = fileByTensor };
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.SerializeToUtf8Bytes(index));
    }

    private static List<List<TensorData>> Split(IReadOnlyList<TensorData> tensors, long maxShardBytes)
    {
        List<List<TensorData>> shards = [[]];
        var length = 0L;
        foreach (var tensor in tensors)
        {
            if (shards[^1].Count > 0 && length + tensor.Length > maxShardBytes)
            {
                shards.Add([]);
                length = 0;
            }
            shards[^1].Add(tensor);
            length += tensor.Length;
        }
        return shards;
    }
}
