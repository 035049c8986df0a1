using Speech.Whisper.Decoding;
using Speech.Whisper.Guards;

namespace Speech.Whisper.Tests.Guards;

public class SamplingTests
{
    private static readonly float[] s_logits = [0, 1, float.NegativeInfinity, 2, -1, 0.5f];

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Tokens_come_as_often_as_they_are_likely(double temperature)
    {
        const int draws = 40_000;
        var counts = new int[s_logits.Length];
        for (var place = 0; place < draws; place++) counts[Sampling.Draw(s_logits, temperature, Sampling.Lot(7, 1, place))]++;
        var scaled = Array.ConvertAll(s_logits, logit => (float)(logit / temperature));
        for (var id = 0; id < counts.Length; id++)
            // Five deviations of a count of so many draws.
            Assert.Equal(Math.Exp(Probability.LogOf(scaled, id)), (double)counts[id] / draws, 5 * Math.Sqrt(0.25 / draws));
        Assert.Equal(0, counts[2]);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.999999, 5)]
    public void The_ends_of_the_lot_draw_the_ends_of_the_vocabulary(double lot, int id) => Assert.Equal(id, Sampling.Draw(s_logits, 1, lot));

    [Fact]
    public void Next_to_no_temperature_draws_the_likeliest()
        => Assert.All(Enumerable.Range(0, 200), place => Assert.Equal(3, Sampling.Draw(s_logits, 0.01, Sampling.Lot(1, 0, place))));

    [Fact]
    public void Lots_differ_by_seed_attempt_and_place_and_are_the_same_when_asked_again()
    {
        var lots = (from seed in new ulong[] { 0, 1, ulong.MaxValue } from attempt in Enumerable.Range(0, 6) from place in Enumerable.Range(0, 448) select (seed, attempt, place)).ToList();
        var first = lots.ConvertAll(lot => Sampling.Lot(lot.seed, lot.attempt, lot.place));
        Assert.Equal(first, lots.ConvertAll(lot => Sampling.Lot(lot.seed, lot.attempt, lot.place)));
        Assert.Equal(lots.Count, first.Distinct().Count());
        Assert.All(first, lot => Assert.InRange(lot, 0, Math.BitDecrement(1.0)));
    }
}
