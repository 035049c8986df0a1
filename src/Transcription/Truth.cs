namespace Speech.Transcription;

/// <summary>The words that mean true and false, as pydantic reads them.</summary>
internal static class Truth
{
    public static bool? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "y" or "on" or "t" => true,
        "false" or "0" or "no" or "n" or "off" or "f" => false,
        _ => null,
    };
}
