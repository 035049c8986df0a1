using Speech.Evaluation.Normalization;
using Speech.Evaluation.Normalization.Numbers;

namespace Speech.Evaluation.Tests.Normalization;

public class NumberTableTests
{
    [Theory]
    [InlineData("de", "neunzehnhundertvierundachtzig", "1984")]
    [InlineData("de", "zweitausenddreihundertfünfundvierzig", "2345")]
    [InlineData("de", "einundzwanzig Uhr", "21 Uhr")]
    [InlineData("de", "hunderteins", "101")]
    [InlineData("de", "Platz drei", "Platz 3")]
    [InlineData("de", "drei Komma fünf Prozent", "3,5 %")]
    [InlineData("de", "zehntausend", "zehntausend")]
    [InlineData("fr", "quatre-vingt-dix-neuf", "99")]
    [InlineData("fr", "quatre-vingts", "80")]
    [InlineData("fr", "soixante et onze", "71")]
    [InlineData("fr", "mille neuf cent quatre-vingt-quatre", "1984")]
    [InlineData("fr", "dix-neuf cent quatre-vingt-quatre", "1984")]
    [InlineData("fr", "deux mille trois cents", "2 300")]
    [InlineData("fr", "vingt et un", "21")]
    [InlineData("es", "mil novecientos ochenta y cuatro", "1984")]
    [InlineData("es", "veintidós", "22")]
    [InlineData("es", "quinientas tres", "503")]
    [InlineData("es", "nueve mil novecientos noventa y nueve", "9.999")]
    [InlineData("it", "millenovecentoottantaquattro", "1984")]
    [InlineData("it", "ventuno", "21")]
    [InlineData("it", "duemilatrecento", "2300")]
    [InlineData("pt", "mil novecentos e oitenta e quatro", "1984")]
    [InlineData("pt", "dezesseis", "16")]
    [InlineData("pt", "duas mil e uma", "2001")]
    [InlineData("sv", "en två tre fyra", "1, 2, 3, 4")]
    [InlineData("sv", "nittonhundraåttiofyra", "1984")]
    public void Words_equal_digits(string language, string words, string digits)
        => Assert.Equal(TextNormalizer.Words(digits, language), TextNormalizer.Words(words, language));

    [Theory]
    [InlineData("fr", "un jour une fois")]
    [InlineData("es", "una vez un día")]
    [InlineData("it", "uno però")]
    [InlineData("pt", "uma raposa velha")]
    public void An_article_is_no_number(string language, string text)
        => Assert.Equal(text.Split(' '), TextNormalizer.Words(text, language));

    [Fact]
    public void No_words_stand_for_two_numbers()
    {
        foreach (var spell in new Func<int, IEnumerable<string>>[]
            { German.Spell, French.Spell, Spanish.Spell, Italian.Spell, Portuguese.Spell, Swedish.Spell })
        {
            var seen = new Dictionary<string, int>();
            for (var number = 0; number < 10_000; number++)
                foreach (var text in spell(number))
                    Assert.True(seen.TryAdd(text, number) || seen[text] == number, $"{text}: {number} and {seen[text]}");
        }
    }
}
