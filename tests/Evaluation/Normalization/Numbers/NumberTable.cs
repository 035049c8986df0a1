using System.Collections.Frozen;
using System.Globalization;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Replaces the numbers of a language, as words or as digits, by one word per digit. The words of 0 to 9999 are tabulated, and
/// the longest match is read.</summary>
/// <param name="spell">All ways to write a number, words separated by spaces.</param>
/// <param name="articles">Words for one that are also articles: only read as numbers next to other numbers.</param>
internal sealed class NumberTable(Func<int, IEnumerable<string>> spell, string[] articles)
{
    private readonly Lazy<FrozenDictionary<string, int>> _numbers = new(() => Tabulate(spell));

    /// <summary>Replaces the numbers among lower-case words.</summary>
    public IReadOnlyList<string> Replace(IReadOnlyList<string> words)
    {
        var items = Match(words);
        var output = new List<string>(words.Count);
        for (var index = 0; index < items.Count; index++)
        {
            var (text, digits) = items[index];
            var isNumber = digits is not null && (!articles.Contains(text) || IsNumber(items, index - 1) || IsNumber(items, index + 1));
            if (isNumber) output.AddRange(digits!.Select(digit => digit.ToString()));
            else output.Add(text);
        }
        return output;
    }

    private bool IsNumber(List<(string Text, string? Digits)> items, int index)
        => index >= 0 && index < items.Count && items[index] is (var text, not null) && !articles.Contains(text);

    private List<(string Text, string? Digits)> Match(IReadOnlyList<string> words)
    {
        var items = new List<(string, string?)>();
        for (var start = 0; start < words.Count;)
        {
            var (length, value) = Longest(words, start);
            if (length > 0) items.Add((string.Join(' ', words.Skip(start).Take(length)), value.ToString(CultureInfo.InvariantCulture)));
            else items.Add((words[start], words[start].All(char.IsAsciiDigit) ? words[start] : null));
            start += Math.Max(length, 1);
        }
        return items;
    }

    private (int Length, int Value) Longest(IReadOnlyList<string> words, int start)
    {
        const int maxWords = 10;
        var (text, best) = ("", (0, 0));
        for (var length = 1; length <= maxWords && start + length <= words.Count; length++)
        {
            text = length == 1 ? words[start] : $"{text} {words[start + length - 1]}";
            if (_numbers.Value.TryGetValue(text, out var value)) best = (length, value);
        }
        return best;
    }

    private static FrozenDictionary<string, int> Tabulate(Func<int, IEnumerable<string>> spell)
    {
        var numbers = new Dictionary<string, int>();
        for (var number = 0; number < 10_000; number++)
            foreach (var text in spell(number)) numbers.TryAdd(text, number);
        return numbers.ToFrozenDictionary();
    }
}
