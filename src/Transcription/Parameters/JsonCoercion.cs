using System.Globalization;
using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Coerces JSON values as pydantic does: <c>"24"</c> and <c>24.0</c> are 24, <c>"true"</c> and 1 are true. Each method returns
/// null for any other value.</summary>
internal static class JsonCoercion
{
    private const int MaxDisplayLength = 60;

    /// <summary>A finite number.</summary>
    public static double? ToNumber(JsonElement value)
    {
        var number = double.NaN;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return isNumber && double.IsFinite(number) ? number : null;
    }

    /// <summary>A number without a fraction that an <see cref="int"/> holds.</summary>
    public static int? ToInteger(JsonElement value)
        => ToNumber(value) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    /// <summary>True or false.</summary>
    public static bool? ToBoolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => BooleanParser.Parse(value.GetString()!),
        JsonValueKind.Number => value.GetRawText() switch { "1" => true, "0" => false, _ => null },
        _ => null,
    };

    /// <summary>A trimmed string.</summary>
    public static string? ToText(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : null;

    /// <summary>The value as the caller wrote it, for an error message: on one line, and truncated.</summary>
    public static string ToDisplay(JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.String ? $"\"{value.GetString()}\"" : value.GetRawText();
        if (text.Length > MaxDisplayLength) text = string.Concat(text.AsSpan(0, MaxDisplayLength), "...");
        return string.Concat(text.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }
}
