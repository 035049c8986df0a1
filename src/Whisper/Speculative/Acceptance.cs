namespace Speech.Whisper.Speculative;

/// <summary>
/// Verification of drafts: greedy decoding and seeded sampling are deterministic, so a drafted token is accepted if it is the target
/// model's.
/// </summary>
internal static class Acceptance
{
    /// <summary>Number of drafted tokens before the first that differs from the target model's choice.</summary>
    /// <param name="draft">The drafted tokens.</param>
    /// <param name="target">The tokens that the target model generated instead; may be longer or shorter.</param>
    public static int CountAccepted(ReadOnlySpan<int> draft, ReadOnlySpan<int> target) => draft.CommonPrefixLength(target);

    /// <summary>Number of a sequence's tokens that the draft model's cache holds after a draft was verified.</summary>
    /// <param name="before">Number of tokens before the draft.</param>
    /// <param name="proposed">Number of drafted tokens.</param>
    /// <param name="accepted">Number of accepted ones.</param>
    public static int CachedTokens(int before, int proposed, int accepted)
        // The last drafted token was not fed back, and everything after a rejected one is void.
        => before + Math.Min(Math.Max(0, proposed - 1), accepted);
}
