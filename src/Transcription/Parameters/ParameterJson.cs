using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>JSON that a form field or a query string has as text.</summary>
public static class ParameterJson
{
    /// <summary>Parses it.</summary>
    /// <returns>Null where the text is not JSON.</returns>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
