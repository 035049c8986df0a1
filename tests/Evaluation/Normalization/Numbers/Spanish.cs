using static Speech.Evaluation.Normalization.Numbers.NumberWords;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>Spanish number words.</summary>
internal static class Spanish
{
    private static readonly string[][] Units = List("cero uno|un|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece "
        + "catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno|veintiún|veintiuna veintidós veintitrés veinticuatro "
        + "veinticinco veintiséis veintisiete veintiocho veintinueve");

    private static readonly string[][] Tens = List("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa");

    private static readonly string[][] HundredWords = List("- ciento|cien doscientos|doscientas trescientos|trescientas "
        + "cuatrocientos|cuatrocientas quinientos|quinientas seiscientos|seiscientas setecientos|setecientas ochocientos|ochocientas "
        + "novecientos|novecientas");

    /// <summary>The ways to write a number from 0 to 9999.</summary>
    public static IEnumerable<string> Spell(int number) => number switch
    {
        < 30 => Units[number],
        < 100 => Combine(Tens[number / 10], number % 10 == 0 ? [""] : Units[number % 10].Select(unit => " y " + unit)),
        < 1000 => Combine(HundredWords[number / 100], Rest(number % 100)),
        < 2000 => Combine(["mil"], Rest(number % 1000)),
        _ => Combine(Units[number / 1000], [" mil"], Rest(number % 1000)),
    };

    private static IEnumerable<string> Rest(int number) => number == 0 ? [""] : Spell(number).Select(word => " " + word);
}
