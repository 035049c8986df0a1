namespace Speech.Audio.Resampling;

/// <summary>
/// A low-pass impulse response: a sinc under a Kaiser window (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5-7.6).
/// Time is in input samples, frequency in cycles per input sample.
/// </summary>
internal sealed class KaiserSinc
{
    /// <summary>Stop-band attenuation in dB, with a margin over the specified 80 dB.</summary>
    private const double Attenuation = 96;

    /// <summary>
    /// Middle of the transition band relative to the lower of the two Nyquist frequencies. A lower rate keeps speech up to 8 kHz: networks
    /// notice where it ends, and the built-in segmentation misses a seventh of the speech of clips that end at 7.6 kHz. What lies between
    /// 8 and 8.4 kHz is mirrored to 7.6 to 8 kHz. A higher rate has nothing there to keep, but would have images of it.
    /// </summary>
    private const double DownsamplingMiddle = 1, UpsamplingMiddle = 0.95;

    /// <summary>Width of the transition band, relative to the same frequency.</summary>
    private const double Transition = 0.1;

    private static readonly double Beta = 0.1102 * (Attenuation - 8.7);
    private static readonly double WindowScale = 1 / BesselI0(Beta);

    private readonly double _cutoff;

    /// <param name="scale">The lower of the two rates divided by the input rate: 1 for upsampling, below 1 for downsampling.</param>
    public KaiserSinc(double scale)
    {
        var nyquist = 0.5 * scale;
        _cutoff = nyquist * (scale < 1 ? DownsamplingMiddle : UpsamplingMiddle);
        var transition = 2 * Math.PI * nyquist * Transition;
        var order = (Attenuation - 7.95) / (2.285 * transition);
        HalfLength = (int)Math.Ceiling(order / DotProduct.Step) * DotProduct.Step / 2;
    }

    /// <summary>
    /// Half of the support in input samples: the response is zero outside of [-HalfLength, HalfLength]. Twice this value is a multiple of
    /// <see cref="DotProduct.Step"/>.
    /// </summary>
    public int HalfLength { get; }

    /// <summary>The impulse response at a time in input samples.</summary>
    public double At(double time)
    {
        var position = time / HalfLength;
        if (Math.Abs(position) >= 1) return 0;
        var angle = 2 * Math.PI * _cutoff * time;
        var sinc = angle == 0 ? 1 : Math.Sin(angle) / angle;
        return 2 * _cutoff * sinc * BesselI0(Beta * Math.Sqrt(1 - position * position)) * WindowScale;
    }

    /// <summary>Modified Bessel function of the first kind of order 0, by its power series.</summary>
    private static double BesselI0(double x)
    {
        var quarter = x * x / 4;
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }
        return sum;
    }
}
