using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

public class EncoderPositionSelectorTests
{
    private const int Positions = 1500, Second = 50;

    // Spread over the window, like those of a real network.
    private static readonly HashSet<int> Distinct = [.. Enumerable.Range(0, EncoderPositionSelector.DistinctCount).Select(i => i * 11 + 7)];
    private static readonly EncoderPositionSelector Selector = new(Positions, Distinct);

    [Fact]
    public void Every_position_is_computed_or_stood_for()
    {
        for (var audio = 0; audio <= Positions; audio++)
        {
            var selected = Selector.Select(audio);
            Assert.Equal(selected.Indices.Length, selected.LogWeights.Length);
            Assert.Equal(Positions, selected.LogWeights.Sum(weight => Math.Exp(weight)), 1e-2);
            Assert.Equal(selected.Indices.Length, selected.Indices.Distinct().Count());
            Assert.All(selected.Indices, index => Assert.InRange(index, 0, Positions - 1));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(777)]
    [InlineData(1300)]
    public void Audio_the_second_after_it_and_distinct_positions_stand_for_themselves(int audio)
    {
        var selected = Selector.Select(audio);
        Assert.Equal(Enumerable.Range(0, audio + Second).Select(i => (long)i), selected.Indices[..(audio + Second)]);
        var single = selected.Indices.Where((_, i) => selected.LogWeights[i] == 0);
        Assert.Equal(Distinct.Where(i => i >= audio + Second).Order().Select(i => (long)i), single.Skip(audio + Second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(777)]
    public void Features_are_those_of_the_audio_of_silence_and_of_the_end(int audio)
    {
        var selected = new EncoderPositionSelector(Positions, new HashSet<int> { Positions - 1, Positions - 2 }).Select(audio);
        Assert.Equal(audio + Second + 2, selected.FeatureCount);
        Assert.All(selected.Indices.Zip(selected.Features), position => Assert.Equal(
            position.First switch
            {
                Positions - 1 => audio + Second + 1,
                var index when index < audio + Second => index,
                _ => audio + Second,
            }, position.Second));
    }

    [Fact]
    public void Other_silence_is_computed_in_blocks_of_neighbors()
    {
        var selector = new EncoderPositionSelector(Positions, new HashSet<int>());
        var selected = selector.Select(400);
        var standIns = selected.Indices.Where((_, i) => selected.LogWeights[i] > 0).ToArray();
        Assert.Equal(8 * 16, standIns.Length);
        Assert.All(standIns.Chunk(16), block => Assert.Equal(15, block[^1] - block[0]));
        Assert.Equal(Math.Log(1050 / 128.0), selected.LogWeights[^1], 1e-5);
    }

    [Theory]
    [InlineData(1450)]
    [InlineData(1500)]
    public void A_full_window_is_computed_in_full(int audio)
        => Assert.Equal(Enumerable.Range(0, Positions).Select(i => (long)i), Selector.Select(audio).Indices);

    [Fact]
    public void Distinct_positions_are_the_farthest_from_the_mean()
    {
        const int width = 4;
        var random = new Random(3);
        var states = Enumerable.Range(0, Positions * width).Select(_ => random.NextSingle()).ToArray();
        foreach (var position in Distinct) states[position * width + position % width] += 3;
        Assert.Equal(Distinct, EncoderPositionSelector.FarthestFromMean(states, width));
    }
}
