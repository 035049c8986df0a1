namespace Speech.Audio.Tests.Support;

/// <summary>Test signals and measurements.</summary>
internal static class Signals
{
    public static float[] Tone(double hertz, int rate, int count, double amplitude = 0.5)
        => [.. Enumerable.Range(0, count).Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    public static float[] Noise(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    public static double Rms(IEnumerable<float> samples) => Math.Sqrt(samples.Average(x => (double)x * x));

    public static double Decibels(double ratio) => 20 * Math.Log10(Math.Max(ratio, 1e-15));

    /// <summary>The middle half of the signal, which is unaffected by the zeros around it.</summary>
    public static float[] Middle(float[] samples) => samples[(samples.Length / 4)..(samples.Length * 3 / 4)];

    /// <summary>Least-squares fit of a tone: its amplitude, and the RMS of the residual.</summary>
    public static (double Amplitude, double Residue) Fit(float[] samples, double hertz, int rate)
    {
        double ss = 0, cc = 0, sc = 0, sx = 0, cx = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hertz * i / rate);
            (ss, cc, sc, sx, cx) = (ss + s * s, cc + c * c, sc + s * c, sx + s * samples[i], cx + c * samples[i]);
        }
        var determinant = ss * cc - sc * sc;
        var (a, b) = ((sx * cc - cx * sc) / determinant, (cx * ss - sx * sc) / determinant);
        var rest = samples.Select((x, i) =>
            (float)(x - a * Math.Sin(2 * Math.PI * hertz * i / rate) - b * Math.Cos(2 * Math.PI * hertz * i / rate)));
        return (Math.Sqrt(a * a + b * b), Rms(rest));
    }

    /// <summary>
    /// Normalised cross-correlation over the common length, with <paramref name="other"/> delayed by <paramref name="lag"/> samples.
    /// </summary>
    public static double Correlation(float[] one, float[] other, int lag)
    {
        double product = 0, left = 0, right = 0;
        for (var i = Math.Max(0, -lag); i < Math.Min(one.Length, other.Length - lag); i++)
        {
            product += one[i] * other[i + lag];
            left += one[i] * one[i];
            right += other[i + lag] * other[i + lag];
        }
        return product / Math.Sqrt(left * right);
    }
}
