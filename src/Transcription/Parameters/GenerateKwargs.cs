using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Reads <c>generate_kwargs</c>, in which clients of Hugging Face pass parameters of the generation.</summary>
internal static class GenerateKwargs
{
    /// <summary>The name of the parameter.</summary>
    public const string Name = "generate_kwargs";

    private const int MaxNames = 16;
    private static readonly string[] ParameterNames = [Name, "generation_parameters"];

    /// <summary>The other names of the parameter.</summary>
    public static IEnumerable<string> Aliases => ParameterNames.Skip(1);

    /// <summary>Adds the known members to the parameters, unless these have them already.</summary>
    /// <param name="parameters">The parameters of the request.</param>
    /// <param name="isKnown">Whether a parameter may be passed in this way.</param>
    /// <param name="fields">Receives faults.</param>
    /// <returns>The names of the unknown members, comma-separated; null where there are none.</returns>
    public static string? Expand(RawParameters parameters, Func<string, bool> isKnown, ParameterFieldReader fields)
    {
        var ignored = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in ParameterNames)
        {
            if (parameters.Find(name) is not { } value) continue;
            if (ToObject(value) is not { } members) fields.AddFault(name, "a JSON object", value);
            else
            {
                foreach (var member in members.EnumerateObject())
                {
                    if (isKnown(member.Name)) parameters.AddDefault(member.Name, member.Value);
                    else if (ignored.Count < MaxNames) ignored.Add(Sanitize(member.Name));
                }
            }
        }

        return ignored.Count == 0 ? null : string.Join(", ", ignored);
    }

    /// <summary>A value that <see cref="Expand"/> reads as the same names.</summary>
    public static string? Write(string? ignoredNames)
        => ignoredNames is null ? null
            : JsonSerializer.Serialize(ignoredNames.Split(", ").ToDictionary(name => name, _ => (object?)null));

    // A query string or a form has it as text.
    private static JsonElement? ToObject(JsonElement value)
    {
        var members = value.ValueKind is JsonValueKind.String ? ParameterJson.TryParse(value.GetString()!) : value;
        return members is { ValueKind: JsonValueKind.Object } ? members : null;
    }

    private static string Sanitize(string name)
        => string.Concat(name.Take(40).Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.'
            ? character : '?'));
}
