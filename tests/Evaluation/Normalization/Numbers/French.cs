using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>French number words, hyphens as spaces.</summary>
internal static class French
{
    private static readonly string[][] Units = List("zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
        + "quinze seize dix_sept dix_huit dix_neuf");

    private static readonly string[][] Tens = List("- - vingt trente quarante cinquante soixante septante - nonante");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number)
    {
        if (number < 100) return BelowHundred(number);
        if (number < 1000) return Hundreds(number);
        var thousands = Combine(number < 2000 ? [""] : Units[number / 1000].Select(unit => unit + " "), ["mille"], Rest(number % 1000));
        return number is >= 1100 and < 2000
            ? thousands.Concat(Combine(Units[number / 100], [" cent", " cents"], Rest(number % 100))) : thousands;
    }

    private static IEnumerable<string> BelowHundred(int number) => number switch
    {
        < 20 => Units[number],
        >= 80 => Combine(["quatre vingt", "quatre vingts"], number == 80 ? [""] : Spaced(Units[number - 80]))
            .Concat(number >= 90 ? Regular(number) : []),
        >= 70 => Combine(["soixante"], number == 71 ? [" et onze", " onze"] : Spaced(Units[number - 60])).Concat(Regular(number)),
        _ => Regular(number),
    };

    private static IEnumerable<string> Regular(int number) => Combine(
        Tens[number / 10], (number % 10) switch { 0 => [""], 1 => [" et un", " et une", " un"], var unit => Spaced(Units[unit]) });

    private static IEnumerable<string> Hundreds(int number)
        => Combine(number < 200 ? [""] : Units[number / 100].Select(unit => unit + " "), ["cent", "cents"], Rest(number % 100));

    private static IEnumerable<string> Rest(int number)
        => number == 0 ? [""] : Spaced(number < 100 ? BelowHundred(number) : Hundreds(number));

    private static IEnumerable<string> Spaced(IEnumerable<string> words) => words.Select(word => " " + word);
}
