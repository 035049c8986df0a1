using System.Buffers.Binary;
using System.Text.Json;

namespace Speech.Checkpoints;

/// <summary>Writes weights: for demo models, tests and benchmarks.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes one file; tensors lie in the given order, the first at an address divisible by 8.</summary>
    /// <param name="path">The file, overwritten.</param>
    /// <param name="tensors">The tensors; names must differ.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>; null for none.</param>
    /// <exception cref="ArgumentException">A tensor's bytes do not fit its shape and type, or a name comes twice.</exception>
    public static void Write(string path, IReadOnlyList<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.DistinctBy(tensor => tensor.Name).Count() != tensors.Count) throw new ArgumentException("A name comes twice.", nameof(tensors));
        var header = Header(tensors, metadata);
        using var file = File.Create(path);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        file.Write(prefix);
        file.Write(header);
        foreach (var tensor in tensors) file.Write(tensor.Bytes.Span);
    }

    /// <summary>Writes <c>model-00001-of-0000N.safetensors</c> and so on, and <c>model.safetensors.index.json</c>.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="tensors">The tensors; names must differ.</param>
    /// <param name="maxShardBytes">A shard is closed before it would hold more; a larger tensor gets one of its own.</param>
    /// <exception cref="ArgumentException">A tensor's bytes do not fit its shape and type, or a name comes twice.</exception>
    public static void WriteSharded(string folder, IReadOnlyList<TensorData> tensors, long maxShardBytes)
    {
        var shards = Split(tensors, maxShardBytes);
        var fileOf = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            Write(Path.Combine(folder, name), shards[i], new Dictionary<string, string> { ["format"] = "pt" });
            foreach (var tensor in shards[i]) fileOf.Add(tensor.Name, name);
        }
        var index = new { metadata = new { total_size = tensors.Sum(tensor => (long)tensor.Bytes.Length) }, weight_map = fileOf };
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.SerializeToUtf8Bytes(index));
    }

    private static List<List<TensorData>> Split(IReadOnlyList<TensorData> tensors, long maxShardBytes)
    {
        List<List<TensorData>> shards = [[]];
        var length = 0L;
        foreach (var tensor in tensors)
        {
            if (shards[^1].Count > 0 && length + tensor.Bytes.Length > maxShardBytes)
            {
                shards.Add([]);
                length = 0;
            }
            shards[^1].Add(tensor);
            length += tensor.Bytes.Length;
        }
        return shards;
    }

    private static byte[] Header(IReadOnlyList<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (metadata is not null) WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Bytes.Length;
            }
            json.WriteEndObject();
        }
        while (text.Length % Alignment != 0) text.WriteByte((byte)' ');
        return text.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorData tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.SafetensorsName());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
