namespace Speech.Whisper.Guards;

/// <summary>Finds a text that goes round in circles, while it does.</summary>
internal static class Repetition
{
    /// <summary>Tokens of the longest phrase that counts.</summary>
    public const int LongestPhrase = 16;

    /// <summary>Length of the shortest phrase that the text ends with so many times in a row; 0 where there is none.</summary>
    /// <param name="text">Tokens of text.</param>
    /// <param name="times">At least 2.</param>
    public static int PhraseAtEnd(ReadOnlySpan<int> text, int times)
    {
        for (var length = 1; length <= LongestPhrase && length * times <= text.Length; length++)
        {
            // A sequence that equals itself shifted by so much has that period.
            var tail = text[^(length * times)..];
            if (tail[length..].SequenceEqual(tail[..^length])) return length;
        }

        return 0;
    }

    /// <summary>The transcript without its last so many tokens of text, and without what stands between and behind them.</summary>
    /// <param name="tokens">Text and times.</param>
    /// <param name="count">Tokens of text to drop.</param>
    /// <param name="isText">Tells text from times.</param>
    public static List<int> WithoutLast(IReadOnlyList<int> tokens, int count, Func<int, bool> isText)
    {
        var end = tokens.Count;
        while (count > 0)
            if (isText(tokens[--end])) count--;
        return [.. tokens.Take(end)];
    }
}
