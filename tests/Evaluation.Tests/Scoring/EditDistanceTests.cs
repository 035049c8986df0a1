using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Tests.Scoring;

public class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("a b c", "a b c", 0, 0, 0)]
    [InlineData("a b c", "a x c", 1, 0, 0)]
    [InlineData("a b c", "a c", 0, 1, 0)]
    [InlineData("a c", "a b c", 0, 0, 1)]
    [InlineData("a b", "", 0, 2, 0)]
    [InlineData("", "a b", 0, 0, 2)]
    [InlineData("a b c d", "b c d e", 0, 1, 1)]
    [InlineData("a b c d", "b c x d e", 0, 1, 2)]
    public void Edits_are_counted_by_kind(string reference, string hypothesis, int substitutions, int deletions, int insertions)
    {
        var expected = Words(reference);
        Assert.Equal(
            new EditCounts(expected.Length, substitutions, deletions, insertions), EditDistance.Count<string>(expected, Words(hypothesis)));
    }

    [Fact]
    public void Counts_add_up_to_the_lengths_of_both_sides()
    {
        var random = new Random(3);
        for (var run = 0; run < 200; run++)
        {
            var (reference, hypothesis) = (Letters(random), Letters(random));
            var counts = EditDistance.Count<char>(reference, hypothesis);
            Assert.Equal(hypothesis.Length, reference.Length - counts.Deletions + counts.Insertions);
            Assert.Equal(counts.Errors, EditDistance.Count<char>(hypothesis, reference).Errors);
        }
    }

    [Fact]
    public void Rates_are_relative_to_the_reference()
    {
        Assert.Equal(0.75, new EditCounts(4, 1, 1, 1).Rate);
        Assert.Equal(1, new EditCounts(0, 0, 0, 2).Rate);
        Assert.Equal(0, default(EditCounts).Rate);
    }

    [Fact]
    public void Equal_words_are_matched_in_order()
        => Assert.Equal([0, -1, 2, -1, 3], EditDistance.Match(["a", "b", "c", "d"], ["a", "x", "c", "y", "d"]));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Letters(Random random)
        => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (char)('a' + random.Next(3))));
}
