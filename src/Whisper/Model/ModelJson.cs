using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Whisper.Model;

/// <summary>Reads the JSON files of a model folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WhisperConfig))]
[JsonSerializable(typeof(GenerationConfig))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>Reads a file; null if it does not exist.</summary>
    /// <exception cref="WhisperException">The file cannot be parsed.</exception>
    public static T? Read<T>(string folder, string name) where T : class
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(PythonJson.ToStandard(File.ReadAllBytes(path)), Default.Options);
        }
        catch (JsonException exception)
        {
            throw new WhisperException($"The model's {name} cannot be read: {exception.Message}", exception);
        }
    }
}
