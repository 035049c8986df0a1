namespace Speech.Whisper.Tokenization;

/// <summary>Merges punctuation into the adjacent words, so that it has no times of its own.</summary>
internal static class Punctuation
{
    /// <summary>Punctuation that belongs to the next word.</summary>
    private const string Opening = "\"'“¿([{-";

    /// <summary>Punctuation that belongs to the previous word.</summary>
    private const string Closing = "\"'.。,，!！?？:：”)]}、";

    /// <summary>
    /// The same number of words, in the same order; one that was merged into another is replaced by <see cref="Word.Empty"/>.
    /// </summary>
    public static Word[] Merge(IReadOnlyList<Word> words)
    {
        Word[] merged = [.. words];
        for (int i = merged.Length - 2, owner = merged.Length - 1; i >= 0; i--)
        {
            if (IsOpening(merged[i].Text)) Move(merged, i, owner, merged[i] + merged[owner]);
            else owner = i;
        }
        for (int i = 1, owner = 0; i < merged.Length; i++)
        {
            var isClosing = !merged[owner].Text.EndsWith(' ') && Closing.Contains(merged[i].Text, StringComparison.Ordinal);
            if (isClosing) Move(merged, i, owner, merged[owner] + merged[i]);
            else owner = i;
        }
        return merged;
    }

    // Without a leading space it belongs to the previous word.
    private static bool IsOpening(string text)
        => text.StartsWith(' ') && Opening.Contains(text.Trim(), StringComparison.Ordinal);

    private static void Move(Word[] words, int from, int owner, Word joined)
    {
        words[owner] = joined;
        words[from] = Word.Empty;
    }
}
