using Speech.Audio.Resampling;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Resampling;

/// <summary>Properties for every ratio: length, position, and independence of block sizes.</summary>
public sealed class ResamplerPropertyTests
{
    public static TheoryData<int> Rates => [8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 44_101, 48_000, 15_999, 96_000, 1_000, 768_000];

    internal static float[] Whole(float[] input, int from, int to = 16_000) => InPieces(input, from, to, () => Math.Max(1, input.Length));

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_output_has_the_duration_of_the_input_rounded_up(int rate)
    {
        foreach (var count in (int[])[0, 1, 2, 3, 7, 100, 441, 1_000, 4_801])
            Assert.Equal((int)Math.Ceiling((decimal)count * 16_000 / rate), Whole(new float[count], rate).Length);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_block_sizes_of_the_input_do_not_change_the_output(int rate)
    {
        var input = Signals.Noise(Math.Clamp(rate / 4, 1_000, 20_000));
        var whole = Whole(input, rate);
        var random = new Random(rate);
        Assert.Equal(whole, InPieces(input, rate, 16_000, () => random.Next(0, 1_500)));
        Assert.Equal(whole, InPieces(input, rate, 16_000, () => 1));
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void An_impulse_keeps_its_position_and_is_symmetric(int rate)
    {
        // One second, so that the impulse coincides with an output sample for every ratio.
        var input = new float[2 * rate];
        input[rate] = 1;
        var output = Whole(input, rate);
        const int Middle = 16_000;
        Assert.Equal(Middle, Array.IndexOf(output, output.Max()));
        for (var i = 1; i < 200; i++) Assert.Equal(output[Middle - i], output[Middle + i], 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_constant_is_preserved(int rate)
    {
        var output = Signals.Middle(Whole([.. Enumerable.Repeat(0.75f, rate)], rate));
        Assert.All(output, x => Assert.Equal(0.75f, x, 2e-6f));
    }

    [Theory]
    [InlineData(767_999)]
    [InlineData(44_101)]
    [InlineData(16_001)]
    [InlineData(7_919)]
    [InlineData(1_001)]
    public void The_coefficient_table_is_bounded_for_every_ratio(int rate)
    {
        const int MaxCoefficients = 400_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = new FilterBank(phases: 16_000, Math.Min(1, 16_000d / rate));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, MaxCoefficients * sizeof(float) + (64 << 10));
    }

    private static float[] InPieces(float[] input, int from, int to, Func<int> pieceSize)
    {
        var resampler = new Resampler(from, to);
        var output = new List<float>();
        for (var at = 0; at < input.Length;)
        {
            var count = Math.Min(pieceSize(), input.Length - at);
            output.AddRange(resampler.Push(input.AsSpan(at, count)).Span);
            at += count;
        }
        output.AddRange(resampler.Flush().Span);
        return [.. output];
    }
}
