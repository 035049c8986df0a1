using Speech.Evaluation.Normalization;
using Speech.Evaluation.Normalization.Numbers;

namespace Speech.Evaluation.Tests.Normalization;

public class EnglishNumbersTests
{
    [Theory]
    [InlineData("zero", "0")]
    [InlineData("seven", "7")]
    [InlineData("thirteen", "1 3")]
    [InlineData("forty two", "4 2")]
    [InlineData("one hundred", "1 0 0")]
    [InlineData("a hundred and five", "1 0 5")]
    [InlineData("nine hundred ninety nine", "9 9 9")]
    [InlineData("two thousand three hundred and forty five", "2 3 4 5")]
    [InlineData("twelve thousand", "1 2 0 0 0")]
    [InlineData("nine hundred and ninety nine thousand nine hundred and ninety nine", "9 9 9 9 9 9")]
    [InlineData("two million and one", "2 0 0 0 0 0 1")]
    [InlineData("one point five million", "1 5 0 0 0 0 0")]
    [InlineData("1.5 million", "1 5 0 0 0 0 0")]
    [InlineData("5 million", "5 0 0 0 0 0 0")]
    [InlineData("2 thousand 300", "2 3 0 0")]
    public void Cardinals_become_digits(string text, string digits) => Assert.Equal(digits, Replace(text));

    [Theory]
    [InlineData("first", "1st")]
    [InlineData("twenty first", "2 1st")]
    [InlineData("the one hundred and twelfth", "the 1 1 2th")]
    [InlineData("the hundredth", "the 1 0 0th")]
    [InlineData("the thousandth", "the 1 0 0 0th")]
    public void Ordinals_keep_their_ending(string text, string digits) => Assert.Equal(digits, Replace(text));

    [Theory]
    [InlineData("eighteen thirteen", "1813")]
    [InlineData("nineteen eighty four", "1984")]
    [InlineData("nineteen oh five", "1905")]
    [InlineData("nineteen hundred and five", "1905")]
    [InlineData("two thousand and twenty", "2020")]
    [InlineData("two thousand oh five", "2005")]
    [InlineData("twenty twenty", "2020")]
    [InlineData("nineteen eighties", "1980s")]
    [InlineData("eighteen hundreds", "1800s")]
    [InlineData("eighties", "80s")]
    [InlineData("the twentieth", "the 20th")]
    [InlineData("eight eight four three six four eight", "884 3648")]
    [InlineData("eighty nine forty three", "8943")]
    [InlineData("four fifty six", "456")]
    [InlineData("one ninety six", "196")]
    [InlineData("nine oh two one oh", "90210")]
    [InlineData("double five", "55")]
    [InlineData("zero one eight zero three", "01803")]
    [InlineData("three point one four", "3.14")]
    public void Words_equal_the_digits_they_are_written_with(string words, string digits) => Assert.Equal(Replace(digits), Replace(words));

    [Theory]
    [InlineData("between one hundred and two hundred", "between 1 0 0 and 2 0 0")]
    [InlineData("one and two", "1 and 2")]
    [InlineData("oh no", "oh no")]
    [InlineData("a cat and a dog", "a cat and a dog")]
    [InlineData("the point is", "the point is")]
    [InlineData("thousands of hundreds", "thousands of hundreds")]
    public void Words_between_numbers_stay(string text, string expected) => Assert.Equal(expected, Replace(text));

    [Fact]
    public void Every_number_up_to_a_million_is_read_as_it_is_spoken()
    {
        // A prime step reaches all combinations of digits that behave differently.
        for (var number = 0; number < 1_000_000; number += number < 10_000 ? 1 : 97)
            Assert.Equal(Replace(number.ToString()), Replace(Spell(number)));
    }

    private static string Replace(string text) => string.Join(' ', EnglishNumbers.Replace([.. Tokenizer.Split(text)]));

    private static string Spell(int number)
    {
        string[] units =
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
            "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ];
        string[] tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        return number switch
        {
            < 20 => units[number],
            < 100 => tens[number / 10] + (number % 10 > 0 ? " " + units[number % 10] : ""),
            < 1000 => $"{units[number / 100]} hundred" + (number % 100 > 0 ? " and " + Spell(number % 100) : ""),
            _ => $"{Spell(number / 1000)} thousand" + (number % 1000) switch
            {
                0 => "",
                < 100 and var rest => " and " + Spell(rest),
                var rest => " " + Spell(rest),
            },
        };
    }
}
