namespace Speech.Audio.Resampling;

/// <summary>
/// A polyphase filter: the low-pass response sampled at every fractional position of an output sample between two input samples. If the
/// ratio has too many positions (44,101 Hz has 16,000), a fixed number of rows is stored and outputs are interpolated linearly between two
/// adjacent rows, with an error below that of the filter.
/// </summary>
internal sealed class FilterBank
{
    private const int MaxCoefficients = 1 << 18;
    private const int RowsPerLobe = 1024;

    private readonly int _phases;
    private readonly int _rows;
    private readonly float[] _coefficients;

    /// <param name="phases">Number of fractional positions: the numerator of the reduced ratio output / input.</param>
    /// <param name="scale">See <see cref="KaiserSinc"/>.</param>
    public FilterBank(int phases, double scale)
    {
        var response = new KaiserSinc(scale);
        Taps = 2 * response.HalfLength;
        _phases = phases;
        // A lower cutoff gives a smoother response, which needs fewer rows.
        _rows = (long)phases * Taps <= MaxCoefficients ? phases : Math.Max(16, (int)Math.Ceiling(RowsPerLobe * scale));
        _coefficients = new float[(_rows + 1) * Taps];
        var exact = new double[Taps];
        for (var row = 0; row <= _rows; row++) Fill(response, (double)row / _rows, exact, _coefficients.AsSpan(row * Taps, Taps));
    }

    /// <summary>Number of input samples per output sample; the output is between the middle two.</summary>
    public int Taps { get; }

    /// <summary>Computes one output sample.</summary>
    /// <param name="window">The <see cref="Taps"/> input samples around it.</param>
    /// <param name="phase">Position between the middle two input samples, from 0 to the number of phases.</param>
    public float Apply(ReadOnlySpan<float> window, int phase)
    {
        var (row, remainder) = Math.DivRem((long)phase * _rows, _phases);
        var lower = DotProduct.Of(window, Row((int)row));
        if (remainder == 0) return lower;
        var upper = DotProduct.Of(window, Row((int)row + 1));
        return lower + (upper - lower) * ((float)remainder / _phases);
    }

    private ReadOnlySpan<float> Row(int row) => _coefficients.AsSpan(row * Taps, Taps);

    /// <summary>
    /// Tap k is Taps/2 - 1 - k samples before the position <paramref name="fraction"/>. Rows are normalised to a gain of 1 at 0 Hz.
    /// </summary>
    private static void Fill(KaiserSinc response, double fraction, double[] exact, Span<float> row)
    {
        for (var k = 0; k < exact.Length; k++) exact[k] = response.At(fraction + exact.Length / 2 - 1 - k);
        var gain = exact.Sum();
        for (var k = 0; k < exact.Length; k++) row[k] = (float)(exact[k] / gain);
    }
}
