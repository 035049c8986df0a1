using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Italian number words.</summary>
internal static class Italian
{
    private static readonly string[][] Units = List("zero uno|un|una due tre|tré quattro cinque sei sette otto nove dieci undici dodici "
        + "tredici quattordici quindici sedici diciassette diciotto diciannove");

    private static readonly string[][] Tens = List("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number) => number switch
    {
        < 20 => Units[number],
        < 100 => TensAndUnits(Tens[number / 10][0], number % 10),
        < 1000 => Combine(number < 200 ? [""] : Units[number / 100], ["cento"], Rest(number % 100)),
        < 2000 => Combine(["mille"], Rest(number % 1000)),
        _ => Combine(Units[number / 1000], ["mila"], Rest(number % 1000)),
    };

    /// <summary>The tens lose their vowel before <c>uno</c> and <c>otto</c>.</summary>
    private static IEnumerable<string> TensAndUnits(string tens, int unit)
        => unit == 0 ? [tens] : Units[unit].Select(word => (unit is 1 or 8 ? tens[..^1] : tens) + word);

    private static IEnumerable<string> Rest(int number) => number == 0 ? [""] : Combine(["", " "], Spell(number));
}
