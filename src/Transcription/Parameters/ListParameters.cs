using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Reads the parameters that are lists.</summary>
internal static class ListParameters
{
    /// <summary>Words in a JSON array, or in text that commas separate.</summary>
    /// <returns>Null where it is neither, or has more or longer ones than the maximum.</returns>
    public static IReadOnlyList<string>? ToHotwords(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String
            && ParameterJson.TryParse(value.GetString()!) is { ValueKind: JsonValueKind.Array } array) value = array;
        var texts = value.ValueKind switch
        {
            JsonValueKind.String => [.. value.GetString()!.Split(',')],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(JsonCoercion.ToText)],
            _ => new List<string?> { null },
        };
        if (texts.Contains(null)) return null;
        List<string> words = [.. texts.Select(text => text!.Trim()).Where(text => text.Length > 0)];
        return words.Count <= InferenceParameters.MaxHotwords && words.All(word => word.Length <= InferenceParameters.MaxHotwordLength)
            ? words : null;
    }

    /// <summary>An array of objects with <c>name</c> and <c>audio</c>, also as text.</summary>
    /// <returns>Null where it is none, or where names repeat.</returns>
    public static IReadOnlyList<KnownSpeaker>? ToKnownSpeakers(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String) value = ParameterJson.TryParse(value.GetString()!) ?? value;
        if (value.ValueKind is not JsonValueKind.Array) return null;
        var speakers = value.EnumerateArray().Select(ToKnownSpeaker).OfType<KnownSpeaker>().ToList();
        return speakers.DistinctBy(speaker => speaker.Name).Count() == value.GetArrayLength() ? speakers : null;
    }

    /// <summary>A value that <see cref="ToHotwords"/> reads as the same list; null for none.</summary>
    public static string? Write(IReadOnlyList<string> hotwords) => hotwords.Count == 0 ? null : JsonSerializer.Serialize(hotwords);

    /// <summary>A value that <see cref="ToKnownSpeakers"/> reads as the same list; null for none.</summary>
    public static string? Write(IReadOnlyList<KnownSpeaker> speakers)
        => speakers.Count == 0 ? null
            : JsonSerializer.Serialize(speakers.Select(speaker => new
            {
                name = speaker.Name,
                audio = Convert.ToBase64String(speaker.Audio.Span),
            }));

    private static KnownSpeaker? ToKnownSpeaker(JsonElement value)
        => value.ValueKind is JsonValueKind.Object
            && value.TryGetProperty("name", out var nameValue) && JsonCoercion.ToText(nameValue) is { } name && KnownSpeaker.IsName(name)
            && value.TryGetProperty("audio", out var audioValue) && JsonCoercion.ToText(audioValue) is { } text
            && KnownSpeaker.Decode(text) is { } audio
            ? new(name, audio) : null;
}
