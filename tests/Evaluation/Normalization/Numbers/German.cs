using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>German number words.</summary>
internal static class German
{
    private static readonly string[][] Units = List("null eins zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
        + "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn");

    private static readonly string[][] Tens = List("- - zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number)
    {
        if (number < 100) return BelowHundred(number);
        if (number < 1000) return Hundreds(number);
        var thousands = Combine(Factor(number / 1000), ["tausend"], Rest(number % 1000));
        return number is >= 1100 and < 2000 ? thousands.Concat(Combine(Units[number / 100], ["hundert"], Rest(number % 100))) : thousands;
    }

    private static IEnumerable<string> BelowHundred(int number)
    {
        if (number < 20) return Units[number];
        if (number % 10 == 0) return Tens[number / 10];
        return Combine(number % 10 == 1 ? ["ein"] : Units[number % 10], ["und"], Tens[number / 10]);
    }

    private static IEnumerable<string> Hundreds(int number) => Combine(Factor(number / 100), ["hundert"], Rest(number % 100));

    private static string[] Factor(int number) => number == 1 ? ["", "ein"] : Units[number];

    private static IEnumerable<string> Rest(int number)
        => number == 0 ? [""] : number < 100 ? Combine(["", "und"], BelowHundred(number)) : Hundreds(number);
}
