using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Swedish number words.</summary>
internal static class Swedish
{
    private static readonly string[][] Units = List("noll ett|en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton "
        + "sexton sjutton arton nitton");

    private static readonly string[][] Tens = List("- - tjugo trettio fyrtio femtio sextio sjuttio åttio nittio");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number) => number switch
    {
        < 20 => Units[number],
        < 100 => Combine(Tens[number / 10], number % 10 == 0 ? [""] : Units[number % 10]),
        < 1000 => Combine(Factor(number / 100), ["hundra"], Rest(number % 100)),
        >= 1100 and < 2000 => Combine(["", "ett"], ["tusen"], Rest(number % 1000))
            .Concat(Combine(Units[number / 100], ["hundra"], Rest(number % 100))),
        _ => Combine(Factor(number / 1000), ["tusen"], Rest(number % 1000)),
    };

    private static string[] Factor(int number) => number == 1 ? ["", "ett"] : Units[number];

    private static IEnumerable<string> Rest(int number) => number == 0 ? [""] : Combine(["", " "], Spell(number));
}
