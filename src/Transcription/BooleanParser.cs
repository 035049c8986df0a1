namespace Speech.Transcription;

/// <summary>Parses the spellings of true and false that pydantic accepts, in any case.</summary>
internal static class BooleanParser
{
    /// <returns>Null for any other text.</returns>
    public static bool? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "y" or "on" or "t" => true,
        "false" or "0" or "no" or "n" or "off" or "f" => false,
        _ => null,
    };
}
