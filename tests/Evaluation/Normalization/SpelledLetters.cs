using System.Buffers;

namespace Speech.Evaluation.Normalization;

/// <summary>Letters that are spelled one by one: <c>C M U</c> is the word <c>CMU</c>.</summary>
internal static class SpelledLetters
{
    /// <summary>Joins runs of two or more single letters, at least one of which is no word by itself.</summary>
    /// <param name="words">Lower-case words.</param>
    /// <param name="oneLetterWords">The letters that are words of the language.</param>
    public static List<string> Join(IReadOnlyList<string> words, SearchValues<char> oneLetterWords)
    {
        var joined = new List<string>(words.Count);
        for (var start = 0; start < words.Count;)
        {
            var end = start;
            while (end < words.Count && IsLetter(words[end])) end++;
            if (end - start >= 2 && words.Skip(start).Take(end - start).Any(word => !oneLetterWords.Contains(word[0])))
                joined.Add(string.Concat(words.Skip(start).Take(end - start)));
            else
                joined.AddRange(words.Skip(start).Take(Math.Max(end - start, 1)));
            start = Math.Max(end, start + 1);
        }
        return joined;
    }

    private static bool IsLetter(string word) => word.Length == 1 && char.IsLetter(word[0]);
}
