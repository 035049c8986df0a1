using System.Globalization;
using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Reads JSON values as pydantic does: <c>"24"</c> and <c>24.0</c> are 24, <c>"true"</c> and 1 are true.</summary>
internal static class Lenient
{
    public static double? Number(JsonElement value)
    {
        var number = double.NaN;
        var read = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return read && double.IsFinite(number) ? number : null;
    }

    public static int? WholeNumber(JsonElement value)
        => Number(value) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => Truth.Parse(value.GetString()!),
        JsonValueKind.Number => value.GetRawText() switch { "1" => true, "0" => false, _ => null },
        _ => null,
    };

    public static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : null;

    /// <summary>The value as the caller wrote it, on one line and cut to a length that fits a sentence.</summary>
    public static string Show(JsonElement value)
    {
        const int longest = 60;
        var text = value.ValueKind is JsonValueKind.String ? $"\"{value.GetString()}\"" : value.GetRawText();
        if (text.Length > longest) text = string.Concat(text.AsSpan(0, longest), "...");
        return string.Concat(text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
    }
}
