using System.Text.Json;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

public sealed class TranscriptLawsTests
{
    private const string Answer = """
        {"speakers": [{"text": " one", "timestamp": [1.0, 1.5]}, {"text": " two three", "timestamp": [1.4, 6.0]}],
         "chunks": [{"text": " one two", "timestamp": [1.0, 3.0],
                     "words": [{"text": " one", "timestamp": [1.0, 1.5]}, {"text": " two", "timestamp": [2.0, 3.0]}]},
                    {"text": " three", "timestamp": [4.0, 6.0], "words": [{"text": " three", "timestamp": [4.0, 6.0]}]}],
         "text": " one two three", "turns": [{"timestamp": [1.0, 3.2]}, {"timestamp": [3.9, 6.9]}, {"timestamp": [20, 22.9]}]}
        """;

    [Theory]
    [InlineData("one two three", "one two three", null)]
    [InlineData("\"timestamp\": [4.0, 6.0], \"words\"", "\"timestamp\": [2.9, 6.0], \"words\"", "begins before 3")]
    [InlineData("[2.0, 3.0]}]", "[1.4, 3.0]}]", "begins before 1.5")]
    [InlineData("[2.0, 3.0]}]", "[2.0, 3.1]}]", "is not inside 1 to 3")]
    [InlineData("[2.0, 3.0]}]", "[2.0, 2.0]}]", "has no length")]
    [InlineData("{\"timestamp\": [3.9, 6.9]}", "{\"timestamp\": [6.6, 6.9]}", "is not near speech")]
    [InlineData("\"text\": \" one two\"", "\"text\": \" one\"", "has other words than its text")]
    [InlineData("\"text\": \" one two three\"", "\"text\": \" one two\"", "the chunks are not the text")]
    [InlineData("\"text\": \" two three\"", "\"text\": \" two\"", "the speakers do not say the text")]
    [InlineData("[1.4, 6.0]", "[0.9, 6.0]", "begins before 1")]
    [InlineData("[1.4, 6.0]", "[6.0, 6.0]", "has no length")]
    [InlineData("[20, 22.9]", "[20, 23]", "has no word")]
    public void Each_law_is_found_broken(string part, string changed, string? law)
    {
        Assert.Contains(part, Answer, StringComparison.Ordinal);
        var broken = TranscriptLaws.FindBroken(JsonElement.Parse(Answer.Replace(part, changed, StringComparison.Ordinal)));
        if (law is null) Assert.Null(broken);
        else Assert.Contains(law, broken, StringComparison.Ordinal);
    }
}
