using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Resampling;

/// <summary>Measured audio quality. The results are written to the test output.</summary>
public sealed class ResamplerQualityTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(44_101)]
    [InlineData(22_050)]
    [InlineData(96_000)]
    [InlineData(32_000)]
    public void Tones_above_the_transition_band_are_removed(int rate)
    {
        foreach (var hertz in (int[])[8_410, 8_500, 9_000, 10_500])
        {
            var gain = Signals.Decibels(Signals.Rms(Signals.Middle(Resampled(hertz, rate))) / (0.5 / Math.Sqrt(2)));
            log.WriteLine($"{rate} Hz: a tone of {hertz} Hz at {gain:0.0} dB");
            Assert.InRange(gain, double.MinValue, -80);
        }
    }

    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(44_101)]
    [InlineData(22_050)]
    [InlineData(96_000)]
    [InlineData(17_000)]
    public void Tones_up_to_7600_Hz_keep_their_level_and_phase(int rate)
    {
        var (ripple, error) = (0d, 0d);
        foreach (var hertz in (int[])[50, 300, 1_000, 3_000, 5_000, 6_000, 6_500, 7_000, 7_590])
        {
            var output = Resampled(hertz, rate);
            var ideal = Signals.Tone(hertz, 16_000, output.Length);
            ripple = Math.Max(ripple, Math.Abs(Signals.Decibels(Signals.Fit(Signals.Middle(output), hertz, 16_000).Amplitude / 0.5)));
            error = Math.Max(error, Signals.Rms(Signals.Middle([.. output.Zip(ideal, (x, y) => x - y)])));
        }
        log.WriteLine($"{rate} Hz: ripple {ripple:0.00000} dB, {Signals.Decibels(error / (0.5 / Math.Sqrt(2))):0.0} dB from the ideal");
        Assert.InRange(ripple, 0, 0.1);
        // A shift by 0.01 samples would give -31 dB at 7 kHz.
        Assert.InRange(Signals.Decibels(error / (0.5 / Math.Sqrt(2))), double.MinValue, -80);
    }

    [Theory]
    [InlineData(8_000, 3_500)]
    [InlineData(8_000, 3_000)]
    [InlineData(8_000, 440)]
    [InlineData(11_025, 4_900)]
    [InlineData(7_919, 3_500)]
    public void Upsampling_adds_no_images(int rate, int hertz)
    {
        var (amplitude, rest) = Signals.Fit(Signals.Middle(Resampled(hertz, rate)), hertz, 16_000);
        var images = Signals.Decibels(rest / (amplitude / Math.Sqrt(2)));
        log.WriteLine($"{rate} Hz: images of {hertz} Hz at {images:0.0} dB");
        Assert.InRange(images, double.MinValue, -80);
        Assert.InRange(Math.Abs(Signals.Decibels(amplitude / 0.5)), 0, 0.1);
    }

    private static float[] Resampled(int hertz, int rate) => ResamplerPropertyTests.Whole(Signals.Tone(hertz, rate, rate / 2), rate);
}
