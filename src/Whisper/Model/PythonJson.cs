namespace Speech.Whisper.Model;

/// <summary>JSON as Python writes it: with <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which the standard does not have.</summary>
internal static class PythonJson
{
    private static ReadOnlySpan<byte> Null => "null"u8;

    /// <summary>Replaces these numbers, outside of strings, by <c>null</c>.</summary>
    /// <param name="utf8">The file.</param>
    public static ReadOnlySpan<byte> ToStandard(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("NaN"u8) < 0 && utf8.IndexOf("Infinity"u8) < 0) return utf8;
        var standard = new List<byte>(utf8.Length);
        var isString = false;
        for (var at = 0; at < utf8.Length;)
        {
            var length = isString ? 0 : NumberLength(utf8[at..]);
            if (length > 0)
            {
                standard.AddRange(Null);
                at += length;
                continue;
            }
            if (utf8[at] == '"') isString = !isString;
            // An escaped character does not end the string.
            else if (isString && utf8[at] == '\\' && at + 1 < utf8.Length) standard.Add(utf8[at++]);
            standard.Add(utf8[at++]);
        }
        return standard.ToArray();
    }

    private static int NumberLength(ReadOnlySpan<byte> rest)
        => rest.StartsWith("NaN"u8) ? "NaN".Length
        : rest.StartsWith("Infinity"u8) ? "Infinity".Length
        : rest.StartsWith("-Infinity"u8) ? "-Infinity".Length : 0;
}
