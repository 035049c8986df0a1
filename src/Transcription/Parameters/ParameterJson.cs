using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Speech.Transcription.Parameters;

/// <summary>JSON that a form field or a query string has as text.</summary>
public static class ParameterJson
{
    /// <summary>Parses it.</summary>
    /// <returns>Null where the text is not JSON, or has text that is not valid Unicode.</returns>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            var json = JsonElement.Parse(text);
            DecodeTexts(json);
            return json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Decodes all names and texts that may be invalid, which otherwise fail where they are first read.</summary>
    /// <exception cref="InvalidOperationException">One is not valid Unicode.</exception>
    public static void DecodeTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                // Most texts, as audio in base64, are valid as they are.
                var raw = JsonMarshal.GetRawUtf8Value(json);
                if (raw.Contains((byte)'\\') || !Utf8.IsValid(raw)) _ = json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) DecodeTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    DecodeTexts(member.Value);
                }

                break;
        }
    }
}
