using System.Globalization;

namespace Speech.Transcription.Options;

/// <summary>Converts the text of a setting to the type of a property.</summary>
internal static class SettingConverter
{
    private const string Off = "off";

    /// <summary>Converts a text. A nullable number is null for <c>off</c>.</summary>
    /// <returns>Whether the text is valid.</returns>
    public static bool TryConvert(string text, Type type, out object? value)
    {
        value = null;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return text.Equals(Off, StringComparison.OrdinalIgnoreCase) || TryConvert(text, underlying, out value);
        value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(Secret) => new Secret(text),
            _ when type == typeof(bool) => BooleanParser.Parse(text),
            _ when type == typeof(int) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(double) =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            // Not Enum.TryParse, which also accepts numbers.
            { IsEnum: true } => Enum.GetValues(type).Cast<Enum>()
                .FirstOrDefault(member => text.Equals(NameOf(member), StringComparison.OrdinalIgnoreCase)),
            _ => throw new NotSupportedException($"A setting cannot be a {type.Name}."),
        };
        return value is not null;
    }

    /// <summary>The text that stands for an enumeration member.</summary>
    public static string NameOf(Enum member) => member.ToString().ToLowerInvariant();

    /// <summary>What a text must be to convert to the type, as the rest of a sentence.</summary>
    public static string Describe(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return $"{Off} or {Describe(underlying)}";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int)) return "a whole number";
        if (type == typeof(double)) return "a number";
        return type.IsEnum ? string.Join(" or ", Enum.GetValues(type).Cast<Enum>().Select(NameOf)) : "text";
    }
}
