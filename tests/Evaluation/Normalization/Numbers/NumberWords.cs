namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Composes number words from parts, each in all its variants.</summary>
internal static class NumberWords
{
    /// <summary>Every combination of the variants, in order.</summary>
    public static IEnumerable<string> Combine(params IEnumerable<string>[] parts)
        => parts.Aggregate((IEnumerable<string>)[""], (texts, part) => texts.SelectMany(_ => part, (text, next) => text + next));

    /// <summary>The words of a list that is separated by spaces; underscores stand for spaces, a bar separates variants.</summary>
    public static string[][] List(string words)
        => [.. words.Split(' ').Select(word => word.Replace('_', ' ').Split('|'))];
}
