namespace Speech.Whisper.Speculative;

/// <summary>How many proposed tokens stand.</summary>
internal static class Acceptance
{
    /// <summary>Proposed tokens before the first that the main model would not have chosen.</summary>
    /// <param name="proposed">The draft.</param>
    /// <param name="chosen">What the main model chose in their places; may be longer or shorter.</param>
    public static int Count(ReadOnlySpan<int> proposed, ReadOnlySpan<int> chosen) => proposed.CommonPrefixLength(chosen);
}
