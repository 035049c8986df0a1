namespace Speech.Transcription.Transcripts;

/// <summary>Divides text into words at its white space.</summary>
internal static class WordRanges
{
    /// <summary>The ranges of the words, each with the white space before it; the last one has the white space at the end, too.</summary>
    /// <param name="text">The text.</param>
    public static List<Range> Of(string text)
    {
        var (words, start) = (new List<Range>(), 0);
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]) || char.IsWhiteSpace(text[i - 1])) continue;
            if (text.AsSpan(i).IsWhiteSpace()) break;
            words.Add(start..i);
            start = i;
        }

        if (text.Length > 0) words.Add(start..text.Length);
        return words;
    }
}
