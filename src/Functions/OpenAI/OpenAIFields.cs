using System.Text.Json;
using Speech.Functions.Errors;
using Speech.Transcription.Parameters;

namespace Speech.Functions.OpenAI;

/// <summary>The fields of a form, in which a list has a field for each of its values.</summary>
internal sealed class OpenAIFields
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    /// <param name="name">With or without the brackets of a list.</param>
    /// <param name="value">The text of the field.</param>
    public void Add(string name, string value)
    {
        var key = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
        if (!_values.TryGetValue(key, out var values)) _values[key] = values = [];
        if (!string.IsNullOrWhiteSpace(value)) values.Add(value.Trim());
    }

    /// <summary>All values of a list; empty where there are none.</summary>
    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>The last value; null where there is none.</summary>
    public string? Find(string name) => List(name) is [.., var last] ? last : null;

    /// <summary>The members of an object, which has a field <c>name[member]</c> for each of them, or one with all of them in JSON; a member
    /// that is no text is null. Null where there is no such object.</summary>
    public IReadOnlyDictionary<string, string?>? Members(string name)
    {
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var field in Names)
            if (IsMember(field, name)) members[field[(name.Length + 1)..^1]] = Find(field);
        if (members.Count > 0) return members;
        if (Find(name) is not { } text || ParameterJson.TryParse(text) is not { ValueKind: JsonValueKind.Object } json) return null;
        foreach (var member in json.EnumerateObject())
            members[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Number => member.Value.GetRawText(),
                _ => null,
            };
        return members;
    }

    /// <summary>Whether a field is a member of an object: <c>name[member]</c>.</summary>
    public static bool IsMember(string field, string name)
        => field.EndsWith(']') && field.StartsWith(name, StringComparison.Ordinal) && field.AsSpan(name.Length) is ['[', _, .., ']'];

    /// <summary>A value that is one of several.</summary>
    /// <exception cref="InvalidFieldException">It is another.</exception>
    public T? Choice<T>(string name, params (string Text, T Value)[] choices) where T : struct
    {
        if (Find(name) is not { } text) return null;
        foreach (var choice in choices)
            if (choice.Text == text) return choice.Value;
        throw Invalid(name, $"must be one of {string.Join(", ", choices.Select(choice => choice.Text))}, not \"{Shorten(text)}\"");
    }

    public static InvalidFieldException Invalid(string name, string clause) => new(name, $"{name} {clause}");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
