using System.Buffers.Binary;
using System.Text.Json;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Safetensors;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>
    /// Writes tensors to a file in the given order, each read when its turn comes; the offset of the first one is a multiple of 8.
    /// </summary>
    /// <param name="path">Path of the file, which is overwritten.</param>
    /// <param name="tensors">The tensors, with unique names.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public static void Write(string path, IReadOnlyList<TensorData> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.DistinctBy(tensor => tensor.Name).Count() != tensors.Count)
            throw new ArgumentException("Two tensors have the same name.", nameof(tensors));
        var header = FormatHeader(tensors);
        using var file = File.Create(path);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        file.Write(prefix);
        file.Write(header);
        foreach (var tensor in tensors) file.Write(tensor.Bytes.Span);
        // A name that is given to the file later must not come before its content.
        file.Flush(flushToDisk: true);
    }

    private static byte[] FormatHeader(IReadOnlyList<TensorData> tensors)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Length;
            }
            json.WriteEndObject();
        }
        while (text.Length % Alignment != 0) text.WriteByte((byte)' ');
        return text.ToArray();
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
        json.WriteNumberValue(offset + tensor.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
