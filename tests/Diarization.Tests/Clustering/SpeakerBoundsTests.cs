using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class SpeakerBoundsTests
{
    [Theory]
    [InlineData(null, null, null, 1, int.MaxValue)]
    [InlineData(3, null, null, 3, 3)]
    [InlineData(3, 1, 2, 3, 3)]
    [InlineData(null, 2, 5, 2, 5)]
    [InlineData(null, null, 4, 1, 4)]
    public void An_exact_number_takes_precedence(int? exactly, int? min, int? max, int expectedMin, int expectedMax)
        => Assert.Equal(new SpeakerBounds(expectedMin, expectedMax), SpeakerBounds.Of(exactly, min, max));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    public void Rejects_empty_ranges(int min, int max)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerBounds(min, max));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 2, 3)]
    [InlineData(100, 2, 5)]
    public void Limits_bounds_to_the_number_of_embeddings(int embeddings, int min, int max)
        => Assert.Equal(new SpeakerBounds(min, max), new SpeakerBounds(2, 5).Limit(embeddings));
}
