using System.Text.Json;

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

    /// <summary>Reads a file; null if it does not exist.</summary>
    /// <exception cref="WhisperException">The file cannot be parsed.</exception>
    public static T? Read<T>(string folder, string name) where T : class
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(PythonJson.ToStandard(File.ReadAllBytes(path)), Options);
        }
        catch (JsonException exception)
        {
            throw new WhisperException($"The model's {name} cannot be read: {exception.Message}", exception);
        }
    }
}
