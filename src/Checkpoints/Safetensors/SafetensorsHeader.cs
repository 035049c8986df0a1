using System.Text.Json;
using System.Text.Unicode;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Safetensors;

/// <summary>Parses and validates the JSON header of a safetensors file: names, types, shapes and offsets of its tensors.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Length of the prefix, a 64-bit integer with the length of the header.</summary>
    public const int PrefixLength = 8;

    /// <summary>Maximum length of the header in bytes, as defined by the format.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private static readonly JsonDocumentOptions JsonOptions = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly string _path;
    private readonly long _dataStart;
    private readonly long _dataLength;

    private SafetensorsHeader(string path, ReadOnlyMemory<byte> json, long fileLength)
    {
        _path = path;
        _dataStart = PrefixLength + json.Length;
        _dataLength = fileLength - _dataStart;
        using var document = ParseJson(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Fault("the header is not a JSON object.");
        var tensors = new List<TensorEntry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey)) ValidateMetadata(property.Value);
            else tensors.Add(ReadTensor(property.Name, property.Value));
        }
        tensors.Sort((a, b) => (a.Offset, a.Length).CompareTo((b.Offset, b.Length)));
        ValidateOffsets(tensors);
        Tensors = tensors;
    }

    /// <summary>The tensors in the order of their offsets.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <param name="path">Path of the file, for entries and messages.</param>
    /// <param name="json">The header without its length prefix.</param>
    /// <param name="fileLength">Length of the whole file in bytes.</param>
    /// <exception cref="CheckpointException">The header violates the format.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long fileLength)
    {
        try
        {
            return new SafetensorsHeader(path, json, fileLength);
        }
        // Invalid escapes such as an unpaired surrogate are only detected when the string is read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(Path.GetFileName(path), "the header is not valid JSON.", innerException: exception);
        }
    }

    private JsonDocument ParseJson(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) throw Fault("the header is not valid UTF-8.");
        return JsonDocument.Parse(json, JsonOptions);
    }

    private void ValidateMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Fault("the metadata is not a JSON object.");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) throw Fault("the metadata has a value that is not a string.");
            _ = (property.Name, property.Value.GetString());
        }
    }

    private TensorEntry ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Fault("is not described by a JSON object.", name);
        if (!value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String) throw Fault("has no type.", name);
        if (!TensorTypeExtensions.TryParse(dtype.GetString()!, out var type)) throw Fault("has an unknown type.", name);
        var shape = ReadSizes(value, "shape") ?? throw Fault("has no shape, or a size that is not a non-negative integer.", name);
        if (ReadSizes(value, "data_offsets") is not [var begin, var end]) throw Fault("does not have two data offsets.", name);
        if (begin > end || end > _dataLength) throw Fault("extends beyond the file.", name);
        if (ByteLength(type, shape) != end - begin) throw Fault("has a length that does not match its shape and type.", name);
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

    // Null if the product overflows, even if another size is 0: [2^62, 2^62, 0] is invalid.
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

    private void ValidateOffsets(List<TensorEntry> ordered)
    {
        var next = _dataStart;
        foreach (var tensor in ordered)
        {
            if (tensor.Offset < next) throw Fault("overlaps another tensor.", tensor.Name);
            if (tensor.Offset > next) throw Fault("is preceded by unused bytes.", tensor.Name);
            next = tensor.Offset + tensor.Length;
        }
        if (next != _dataStart + _dataLength) throw Fault("the last tensor is followed by unused bytes.");
    }

    private CheckpointException Fault(string fault, string? tensor = null) => new(Path.GetFileName(_path), fault, tensor);
}
