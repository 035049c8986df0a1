using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>The unvalidated parameters of a request by name, from any request form. A later value replaces an earlier one.</summary>
public sealed class RawParameters
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    internal IEnumerable<string> Names => _values.Keys;

    /// <summary>Adds the members of a JSON object; null adds nothing.</summary>
    /// <exception cref="ParameterException">The JSON is not an object, or its text is not valid Unicode.</exception>
    public void Add(JsonElement parameters)
    {
        if (parameters.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return;
        if (parameters.ValueKind is not JsonValueKind.Object) throw new ParameterException(["parameters must be a JSON object"]);
        TranslateInvalidText(() =>
        {
            foreach (var member in parameters.EnumerateObject()) _values[member.Name] = Decoded(member.Value);
        });
    }

    /// <summary>Adds one parameter that is text, from a query string or a form field.</summary>
    public void Add(string name, string value) => _values[name] = JsonSerializer.SerializeToElement(value);

    /// <summary>Adds a parameter unless there is one of this name.</summary>
    /// <exception cref="ParameterException">The text of the value is not valid Unicode.</exception>
    internal void AddDefault(string name, JsonElement value)
    {
        if (Find(name) is null) TranslateInvalidText(() => _values[name] = Decoded(value));
    }

    /// <summary>Makes invalid text fail here and not in a later reader.</summary>
    private static JsonElement Decoded(JsonElement value)
    {
        ParameterJson.DecodeTexts(value);
        return value;
    }

    /// <summary>The value; null where it is absent, null or blank, which all select the default.</summary>
    internal JsonElement? Find(string name)
    {
        if (!_values.TryGetValue(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.Null) return null;
        return value.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()) ? null : value;
    }

    private static void TranslateInvalidText(Action decode)
    {
        try
        {
            decode();
        }
        catch (InvalidOperationException)
        {
            throw new ParameterException(["parameters hold text that is not valid Unicode"]);
        }
    }
}
