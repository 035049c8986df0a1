using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>The parameters of a request as they came, by name, whatever form brought them. What is added later counts.</summary>
public sealed class ParameterBag
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    internal IEnumerable<string> Names => _values.Keys;

    /// <summary>Adds the members of a JSON object; null adds nothing.</summary>
    /// <exception cref="ParameterException">The JSON is something else than an object.</exception>
    public void Add(JsonElement parameters)
    {
        if (parameters.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return;
        if (parameters.ValueKind is not JsonValueKind.Object) throw new ParameterException(["parameters must be a JSON object"]);
        try
        {
            foreach (var member in parameters.EnumerateObject()) _values[member.Name] = Whole(member.Value);
        }
        catch (InvalidOperationException)
        {
            throw new ParameterException(["parameters hold text that is not valid Unicode"]);
        }
    }

    /// <summary>Adds one parameter that came as text, from a query string or a form field.</summary>
    public void Add(string name, string value) => _values[name] = JsonSerializer.SerializeToElement(value);

    /// <summary>JSON text is first decoded when it is asked for: asking here keeps a broken surprise out of every later reader.</summary>
    private static JsonElement Whole(JsonElement value)
    {
        _ = value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();
        return value;
    }

    /// <summary>The value; null where the default is meant: it is absent, null, or a field left blank.</summary>
    internal JsonElement? Find(string name)
    {
        if (!_values.TryGetValue(name, out var value)) return null;
        var blank = value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));
        return blank ? null : value;
    }
}
