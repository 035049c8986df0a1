namespace Speech.Whisper.Tokenization;

/// <summary>Gives punctuation to the word that it belongs to, so that no mark has a time of its own.</summary>
internal static class Punctuation
{
    /// <summary>Marks that open what follows them.</summary>
    public const string Opening = "\"'“¿([{-";

    /// <summary>Marks that close what is before them.</summary>
    public const string Closing = "\"'.。,，!！?？:：”)]}、";

    /// <summary>As many words as there were, in the same order: what went into a neighbour stays behind as <see cref="Word.Empty"/>.</summary>
    public static Word[] Merge(IReadOnlyList<Word> words, string opening = Opening, string closing = Closing)
    {
        Word[] merged = [.. words];
        for (int i = merged.Length - 2, owner = merged.Length - 1; i >= 0; i--)
        {
            if (IsOpening(merged[i].Text, opening)) Move(merged, i, owner, merged[i] + merged[owner]);
            else owner = i;
        }
        for (int i = 1, owner = 0; i < merged.Length; i++)
        {
            if (!merged[owner].Text.EndsWith(' ') && closing.Contains(merged[i].Text, StringComparison.Ordinal)) Move(merged, i, owner, merged[owner] + merged[i]);
            else owner = i;
        }
        return merged;
    }

    // A mark without a space before it closes the word before, whatever it is.
    private static bool IsOpening(string text, string opening) => text.StartsWith(' ') && opening.Contains(text.Trim(), StringComparison.Ordinal);

    private static void Move(Word[] words, int from, int owner, Word joined)
    {
        words[owner] = joined;
        words[from] = Word.Empty;
    }
}
