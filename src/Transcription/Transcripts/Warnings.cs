namespace Speech.Transcription.Transcripts;

/// <summary>Warnings of an answer, which has one text for all of them.</summary>
internal static class Warnings
{
    /// <summary>Joins the warnings that there are; null for none.</summary>
    public static string? Join(string? first, string? second)
        => first is not null && second is not null ? $"{first}; {second}" : first ?? second;
}
