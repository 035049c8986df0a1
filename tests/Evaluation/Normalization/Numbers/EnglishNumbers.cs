using System.Globalization;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Replaces English numbers, as words or as digits, by one word per digit: cardinals, ordinals, years as they are spoken,
/// decades, fractions after <c>point</c>.</summary>
/// <remarks>The last digit of an ordinal keeps its ending, <c>2 1st</c>, and that of a decade its <c>s</c>.</remarks>
internal static class EnglishNumbers
{
    /// <summary>Replaces the numbers among lower-case words.</summary>
    public static IReadOnlyList<string> Replace(IReadOnlyList<string> words)
    {
        var output = new List<string>(words.Count);
        for (var index = 0; index < words.Count;)
        {
            var read = ReadRun(words, index, output);
            if (read == 0) output.Add(words[index]);
            index += Math.Max(read, 1);
        }
        return output;
    }

    /// <summary>Reads adjacent numbers and writes their digits.</summary>
    /// <returns>The number of words read.</returns>
    private static int ReadRun(IReadOnlyList<string> words, int start, List<string> output)
    {
        var (index, number) = (start, new EnglishNumber());
        while (index < words.Count)
        {
            var read = ReadScaledFraction(words, index, number, output);
            if (read == 0) read = ReadWord(words, index, number, output);
            if (read == 0) break;
            index += read;
        }
        number.Flush(output);
        return index - start;
    }

    private static int ReadWord(IReadOnlyList<string> words, int index, EnglishNumber number, List<string> output)
    {
        var word = words[index];
        var next = index + 1 < words.Count ? words[index + 1] : "";
        switch (word)
        {
            case "a" when EnglishNumberWords.IsMultiplier(next):
                number.Flush(output);
                return number.TryAdd(1) ? 1 : 0;
            case "oh" when number.IsEmptyAfterScale:
                return 1;
            case "oh" or "o" when number.Follows && (word == "oh" || IsNumber(next)):
                number.Flush(output);
                return number.TryAdd(0) ? 1 : 0;
            case "and" when number.AcceptsRest && IsBelowHundred(next) && !IsHundred(words, index + 2):
                return 1;
            case "double" or "triple" when EnglishNumberWords.Digit(next) is { } digit:
                number.Flush(output);
                number.Repeat(digit, word == "double" ? 2 : 3, output);
                return 2;
            case "point" when number.Follows && EnglishNumberWords.Digit(next) is not null:
                number.Flush(output);
                output.Add(word);
                return 1;
            default:
                return number.TryRead(word) || (number.Flush(output) && number.TryRead(word)) ? 1 : 0;
        }
    }

    /// <summary>Reads <c>1.5 million</c> and <c>one point five million</c>, and a fraction in digits.</summary>
    private static int ReadScaledFraction(IReadOnlyList<string> words, int index, EnglishNumber number, List<string> output)
    {
        var (text, read) = Fraction(words, index);
        if (read == 0) return 0;
        var scale = index + read < words.Count ? EnglishNumberWords.Scale(words[index + read]) : null;
        if (scale is { } factor)
        {
            number.Flush(output);
            number.Set((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * factor));
            return read + 1;
        }
        if (read > 1) return 0;
        number.Flush(output);
        output.AddRange(text.Select(character => character == '.' ? "point" : character.ToString()));
        return 1;
    }

    private static (string Text, int Read) Fraction(IReadOnlyList<string> words, int index)
    {
        if (words[index].Contains('.', StringComparison.Ordinal)) return (words[index], 1);
        if (index + 2 >= words.Count || words[index + 1] != "point" || EnglishNumberWords.Cardinal(words[index]) is not { } whole)
            return ("", 0);
        var (text, next) = ($"{whole}.", index + 2);
        while (next < words.Count && EnglishNumberWords.Digit(words[next]) is { } digit) (text, next) = (text + digit, next + 1);
        return next > index + 2 ? (text, next - index) : ("", 0);
    }

    private static bool IsNumber(string word)
        => word.Length > 0 && (char.IsDigit(word[0]) || EnglishNumberWords.Cardinal(word) is not null);

    private static bool IsBelowHundred(string word)
        => EnglishNumberWords.Cardinal(word) is > 0 || EnglishNumberWords.Ordinal(word) is < 100
            || (int.TryParse(word, out var value) && value is > 0 and < 100);

    private static bool IsHundred(IReadOnlyList<string> words, int index) => index < words.Count && words[index] == "hundred";
}
