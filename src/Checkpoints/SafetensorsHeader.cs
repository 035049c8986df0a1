using System.Text.Json;
using System.Text.Unicode;

namespace Speech.Checkpoints;

/// <summary>The JSON header of a safetensors file: names, types, shapes and places of its tensors. Nothing in it is trusted.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Bytes before the header: its length, 64 bits.</summary>
    public const int PrefixLength = 8;

    /// <summary>Longest header that is read; the format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly string _path;
    private readonly long _dataStart;
    private readonly long _dataLength;

    private SafetensorsHeader(string path, ReadOnlyMemory<byte> json, long fileLength)
    {
        _path = path;
        _dataStart = PrefixLength + json.Length;
        _dataLength = fileLength - _dataStart;
        using var document = Document(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Fault("the header is no JSON object.");
        var tensors = new List<TensorEntry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey)) Metadata = ReadMetadata(property.Value);
            else tensors.Add(ReadTensor(property.Name, property.Value));
        }
        tensors.Sort((a, b) => (a.Offset, a.Length).CompareTo((b.Offset, b.Length)));
        CheckPlaces(tensors);
        Tensors = tensors;
    }

    /// <summary>The tensors in the order of their places.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <param name="path">The file, for entries and messages.</param>
    /// <param name="json">The header, without the length before it.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    /// <exception cref="CheckpointException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long fileLength)
    {
        try
        {
            return new SafetensorsHeader(path, json, fileLength);
        }
        // Escapes that are no characters (half a surrogate pair) are found only when the text is taken.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(Path.GetFileName(path), "the header is no valid JSON.", inner: e);
        }
    }

    private JsonDocument Document(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) throw Fault("the header is no valid UTF-8.");
        return JsonDocument.Parse(json, s_json);
    }

    private Dictionary<string, string> ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Fault("the metadata are no JSON object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : throw Fault("the metadata hold more than texts.");
        return metadata;
    }

    private TensorEntry ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Fault("is not described by a JSON object.", name);
        if (!value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String) throw Fault("has no type.", name);
        if (!TensorTypes.TryParse(dtype.GetString()!, out var type)) throw Fault("has a type that is not known.", name);
        var shape = ReadSizes(value, "shape") ?? throw Fault("has no shape, or one with a size that is negative or no whole number.", name);
        if (ReadSizes(value, "data_offsets") is not [var begin, var end]) throw Fault("has no two offsets.", name);
        if (begin > end || end > _dataLength) throw Fault("lies outside of the file.", name);
        if (ByteLength(type, shape) != end - begin) throw Fault("takes more or fewer bytes than its shape and type need.", name);
        return new TensorEntry(name, type, shape, _path, _dataStart + begin, end - begin);
    }

    private static long[]? ReadSizes(JsonElement value, string property)
    {
        if (!value.TryGetProperty(property, out var list) || list.ValueKind != JsonValueKind.Array) return null;
        var sizes = new long[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out sizes[i++]) || sizes[i - 1] < 0) return null;
        return sizes;
    }

    // Null where the product does not fit. A size of 0 does not excuse the others: [2^62, 2^62, 0] is no shape.
    private static long? ByteLength(TensorType type, long[] shape)
    {
        var isEmpty = false;
        Int128 length = type.Size();
        foreach (var size in shape)
        {
            if (size == 0) isEmpty = true;
            else length *= size;
            if (length > long.MaxValue) return null;
        }
        return isEmpty ? 0 : (long)length;
    }

    private void CheckPlaces(List<TensorEntry> inOrder)
    {
        var next = _dataStart;
        foreach (var tensor in inOrder)
        {
            if (tensor.Offset < next) throw Fault("overlaps another one.", tensor.Name);
            if (tensor.Offset > next) throw Fault("comes after a hole.", tensor.Name);
            next = tensor.Offset + tensor.Length;
        }
        if (next != _dataStart + _dataLength) throw Fault("bytes follow that belong to no tensor.");
    }

    private CheckpointException Fault(string fault, string? tensor = null) => new(Path.GetFileName(_path), fault, tensor);
}
