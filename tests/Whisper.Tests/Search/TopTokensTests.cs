using Speech.Whisper.Search;

namespace Speech.Whisper.Tests.Search;

public class TopTokensTests
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(1000, 10)]
    [InlineData(1003, 1)]
    public void The_largest_come_first_and_the_smaller_id_among_equals(int count, int requested)
    {
        var random = new Random(count);
        var logits = Enumerable.Range(0, count).Select(_ => (float)random.Next(100)).ToArray();
        var expected = Enumerable.Range(0, count).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(requested);
        var ids = new int[requested];
        Assert.Equal(expected, ids[..TopTokens.Find(logits, ids)]);
    }

    [Fact]
    public void Excluded_tokens_are_not_found()
    {
        var logits = new float[40];
        Array.Fill(logits, float.NegativeInfinity);
        (logits[7], logits[39]) = (-5, -4);
        var ids = new int[5];
        Assert.Equal([39, 7], ids[..TopTokens.Find(logits, ids)]);
    }
}
