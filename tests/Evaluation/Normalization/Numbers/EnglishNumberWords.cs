using System.Collections.Frozen;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>The English number words.</summary>
internal static class EnglishNumberWords
{
    private static readonly FrozenDictionary<string, int> Cardinals = Numbered(0,
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
        .Concat(Tens("twenty thirty forty fifty sixty seventy eighty ninety")).Append(new("fourty", 40)).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Ordinals = Numbered(1,
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        + "seventeenth eighteenth nineteenth")
        .Concat(Tens("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"))
        .Append(new("hundredth", 100)).Append(new("thousandth", 1_000)).Append(new("millionth", 1_000_000)).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Decades
        = Tens("twenties thirties forties fifties sixties seventies eighties nineties").ToFrozenDictionary();

    /// <summary>The value of a cardinal from 0 to 90; null for another word.</summary>
    public static int? Cardinal(string word) => Cardinals.TryGetValue(word, out var value) ? value : null;

    /// <summary>The value of an ordinal; null for another word.</summary>
    public static int? Ordinal(string word) => Ordinals.TryGetValue(word, out var value) ? value : null;

    /// <summary>The value of a decade such as <c>eighties</c>; null for another word.</summary>
    public static int? Decade(string word) => Decades.TryGetValue(word, out var value) ? value : null;

    /// <summary>A thousand or more; null for another word.</summary>
    public static long? Scale(string word) => word switch
    {
        "thousand" => 1_000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        "trillion" => 1_000_000_000_000,
        _ => null,
    };

    /// <summary>Whether the word multiplies the number before it.</summary>
    public static bool IsMultiplier(string word) => word == "hundred" || Scale(word) is not null;

    /// <summary>A single digit, as a word or a digit; null for another word.</summary>
    public static int? Digit(string word)
    {
        if (word == "oh") return 0;
        if (word.Length == 1 && char.IsAsciiDigit(word[0])) return word[0] - '0';
        return Cardinal(word) is < 10 and var value ? value : null;
    }

    private static IEnumerable<KeyValuePair<string, int>> Numbered(int first, string words)
        => words.Split(' ').Select((word, index) => KeyValuePair.Create(word, first + index));

    private static IEnumerable<KeyValuePair<string, int>> Tens(string words)
        => words.Split(' ').Select((word, index) => KeyValuePair.Create(word, (index + 2) * 10));
}
