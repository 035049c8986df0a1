using Speech.Evaluation.Normalization;

namespace Speech.Evaluation.Tests.Normalization;

public class TextNormalizerTests
{
    [Theory]
    [InlineData("I'm sure they won't, can't and didn't.", "i am sure they will not can not and did not")]
    [InlineData("It's what he'd say; let's go.", "it is what he would say let us go")]
    [InlineData("thy beauty’s tatter'd weed", "thy beautys tattered weed")]
    [InlineData("God bless 'em, y'know", "god bless them you know")]
    [InlineData("He cannot; she is gonna.", "he can not she is going to")]
    [InlineData("the cause, 'cause I say so", "the cause because i say so")]
    public void Contractions_are_expanded(string text, string expected) => Assert.Equal(expected, English(text));

    [Theory]
    [InlineData("the colour of the theatre's centre", "the color of the theaters center")]
    [InlineData("organised travelling neighbours", "organized traveling neighbors")]
    [InlineData("he counselled; the grey programme", "he counseled the gray program")]
    [InlineData("we rise to advise and exercise for four hours", "we rise to advise and exercise for 4 hours")]
    [InlineData("Mr. Quilter, etc.", "mister quilter et cetera")]
    [InlineData("alright, OK", "all right okay")]
    public void Spelling_is_american_and_abbreviations_are_in_full(string text, string expected) => Assert.Equal(expected, English(text));

    [Theory]
    [InlineData("C M U", "CMU")]
    [InlineData("P I T T S B U R G H", "P-I-T-T-S B-U-R-G-H.")]
    [InlineData("PITTSBURGH", "PI-TTS-B-U-R-G-H")]
    [InlineData("the U.S. and the U.K.", "the US and the UK")]
    [InlineData("O A W F FIVE NINE", "O-A-W-F-5-9")]
    [InlineData("J V P E EIGHT SEVEN ZERO", "JVPE 870")]
    public void Spelled_letters_are_one_word(string first, string second) => Assert.Equal(English(first), English(second));

    [Theory]
    [InlineData("I am a cat", "i am a cat")]
    [InlineData("so do I, a", "so do i a")]
    [InlineData("an x-ray", "an x ray")]
    public void Words_of_one_letter_are_not_joined(string text, string expected) => Assert.Equal(expected, English(text));

    [Theory]
    [InlineData("$5", "five dollars")]
    [InlineData("$3.50", "three dollars and fifty cents")]
    [InlineData("£2 million", "two million pounds")]
    [InlineData("20 €", "twenty euros")]
    [InlineData("50¢", "fifty cents")]
    [InlineData("12.5%", "twelve point five percent")]
    [InlineData("50%", "fifty per cent")]
    [InlineData("3:30", "three thirty")]
    [InlineData("at 3:00", "at three o'clock")]
    [InlineData("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven")]
    [InlineData("the 1980's", "the nineteen eighties")]
    [InlineData("this & that", "this and that")]
    public void Notation_equals_what_is_said(string written, string said) => Assert.Equal(English(said), English(written));

    [Theory]
    [InlineData("Um, so [adif] this (which was <noise> here) is, uh, it", "so this which was here is it")]
    [InlineData("“Quoted” — and, well… done!", "quoted and well done")]
    [InlineData("ill-disposed", "ill disposed")]
    public void Fillers_remarks_and_punctuation_are_dropped(string text, string expected) => Assert.Equal(expected, English(text));

    [Theory]
    [InlineData("fr", "L’Assemblée à l'heure", "lassemblée à lheure")]
    [InlineData("de", "Die Straße, äh, nach Köln", "die straße nach köln")]
    [InlineData("pl", "zmiękczaczem wody", "zmiękczaczem wody")]
    [InlineData("sv", "Vår husläkare", "vår husläkare")]
    public void Diacritics_are_kept(string language, string text, string expected)
        => Assert.Equal(expected, string.Join(' ', TextNormalizer.Words(text, language)));

    [Fact]
    public void A_combining_accent_equals_the_composed_letter()
        => Assert.Equal(TextNormalizer.Words("caf\u00E9", "fr"), TextNormalizer.Words("cafe\u0301", "fr"));

    [Theory]
    [InlineData("zh", "昨晚我打開前門，放貓", "昨晚我打开前门 放猫")]
    [InlineData("ja", "水位が高すぎて。", "水位が 高すぎて")]
    [InlineData("ko", "그는 이리", "그는이리")]
    public void Languages_without_reliable_spaces_are_scored_by_characters(string language, string first, string second)
    {
        var words = TextNormalizer.Words(first, language);
        Assert.Equal(TextNormalizer.Words(second, language), words);
        Assert.All(words, word => Assert.Equal(1, word.Length));
    }

    [Fact]
    public void Normalized_text_stays_as_it_is()
    {
        var once = English("Mr. Bell's 21st colour TV, $3.50: I'm here since 1984, C M U.");
        Assert.Equal(once, English(once));
    }

    private static string English(string text) => string.Join(' ', TextNormalizer.Words(text, "en"));
}
