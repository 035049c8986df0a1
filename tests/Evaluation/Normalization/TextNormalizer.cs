namespace Speech.Evaluation.Normalization;

/// <summary>Maps a text to the words that are scored, so that spellings of the same speech are equal.</summary>
/// <remarks>Case, punctuation, fillers, contractions, British spelling, letters that are spelled one by one, and numbers as digits or
/// words make no difference; diacritics do. A number is one word per digit, because digits can be grouped in many ways: <c>884-3648</c>
/// equals <c>eight eight four three six four eight</c>, and <c>1813</c> equals <c>eighteen thirteen</c>. Chinese, Japanese and Korean
/// text is scored by characters.</remarks>
internal static class TextNormalizer
{
    /// <summary>The words of a text, or its characters where the language is written without spaces.</summary>
    /// <param name="text">The text of a reference or a transcript.</param>
    /// <param name="language">Whisper's code of its language; one without rules of its own gets the general ones.</param>
    public static IReadOnlyList<string> Words(string text, string language)
    {
        var plain = Typography.Simplify(text);
        if (CharacterText.IsUsedBy(language)) return CharacterText.Characters(plain, language);
        var rules = LanguageRules.Of(language);
        plain = NumberNotation.Simplify(rules.ExpandContractions(plain), rules);
        var words = Tokenizer.Split(plain).Where(word => !rules.Fillers.Contains(word)).ToList();
        words = SpelledLetters.Join(words, rules.OneLetterWords);
        return rules.ReplaceNumbers([.. words.SelectMany(rules.Respell)]);
    }

    /// <summary>The lower-case words between white space without punctuation, each with its index: for matching timed words.</summary>
    /// <param name="words">Words as they are written.</param>
    /// <returns>One for each word; empty for a word without letters and digits.</returns>
    public static IReadOnlyList<string> PlainWords(IEnumerable<string> words)
        => [.. words.Select(word => string.Concat(word.ToLowerInvariant().Where(char.IsLetterOrDigit)))];
}
