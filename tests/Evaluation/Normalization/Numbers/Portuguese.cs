using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Portuguese number words, European and Brazilian.</summary>
internal static class Portuguese
{
    private static readonly string[][] Units = List("zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze "
        + "catorze|quatorze quinze dezasseis|dezesseis dezassete|dezessete dezoito dezanove|dezenove");

    private static readonly string[][] Tens = List("- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa");

    private static readonly string[][] HundredWords = List("- cento|cem duzentos|duzentas trezentos|trezentas quatrocentos|quatrocentas "
        + "quinhentos|quinhentas seiscentos|seiscentas setecentos|setecentas oitocentos|oitocentas novecentos|novecentas");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number) => number switch
    {
        < 20 => Units[number],
        < 100 => Combine(Tens[number / 10], Rest(number % 10)),
        < 1000 => Combine(HundredWords[number / 100], Rest(number % 100)),
        < 2000 => Combine(["mil"], Rest(number % 1000)),
        _ => Combine(Units[number / 1000], [" mil"], Rest(number % 1000)),
    };

    private static IEnumerable<string> Rest(int number)
        => number == 0 ? [""] : number >= 100 ? Combine([" e ", " "], Spell(number)) : Spell(number).Select(word => " e " + word);
}
