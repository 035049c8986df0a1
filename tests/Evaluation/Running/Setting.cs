namespace Speech.Evaluation.Running;

/// <summary>One setting of the endpoint that is evaluated.</summary>
/// <param name="Name">As it was given: <c>int8,num_beams=5,TEMPERATURE_FALLBACK=false</c>.</param>
/// <param name="Environment">Settings of the process, by their names in upper case.</param>
/// <param name="Parameters">Parameters of each request, by their names in lower case.</param>
internal sealed record Setting(
    string Name, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>A file name for its results.</summary>
    public string FileName => string.Concat(Name.Select(character
        => char.IsAsciiLetterOrDigit(character) || character is '.' or ',' or '=' or '_' or '-' ? character : '_'));

    /// <summary>Parses a precision, then KEY=VALUE pairs after commas: in upper case a setting, in lower case a parameter.</summary>
    /// <exception cref="FormatException">A pair has no <c>=</c>.</exception>
    public static Setting Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pairs = parts.Select((part, index) => part.Split('=', 2) switch
        {
            [var key, var value] => KeyValuePair.Create(key, value),
            _ when index == 0 => KeyValuePair.Create("PRECISION", part),
            _ => throw new FormatException($"The setting \"{text}\" has \"{part}\" in place of KEY=VALUE."),
        }).ToLookup(pair => pair.Key.Any(char.IsAsciiLetterUpper));
        return new(text, pairs[true].ToDictionary(), pairs[false].ToDictionary());
    }
}
