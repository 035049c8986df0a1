using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Whisper.Model;

/// <summary>Reads the JSON files of a model folder.</summary>
internal static class ModelJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The file's content, or null when there is no such file.</summary>
    /// <exception cref="WhisperException">The file is not what it should be.</exception>
    public static T? Read<T>(string folder, string name) where T : class
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(file, Options);
        }
        catch (JsonException exception)
        {
            throw new WhisperException($"The model's {name} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>A token id that some files write as a list; the first one counts.</summary>
internal sealed class OneOrMany : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetInt32();
        return JsonSerializer.Deserialize<int[]>(ref reader, options) is [var first, ..] ? first : null;
    }

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);
}
