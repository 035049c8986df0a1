namespace Speech.Audio.Resampling;

/// <summary>
/// The low-pass sampled at the places between two input samples where outputs fall (a polyphase filter).
/// Where the ratio has too many of them (44,101 Hz has 16,000) a fixed number of rows is kept and outputs are interpolated
/// between two neighbours, which at this density is an error below the filter's own.
/// </summary>
internal sealed class FilterBank
{
    private const int MostCoefficients = 1 << 18;
    private const int RowsPerLobe = 1024;

    private readonly int _phases;
    private readonly int _rows;
    private readonly float[] _coefficients;

    /// <param name="phases">How many places outputs fall on between two inputs: the numerator of the reduced ratio output / input.</param>
    /// <param name="scale">See <see cref="KaiserSinc"/>.</param>
    public FilterBank(int phases, double scale)
    {
        var response = new KaiserSinc(scale);
        Taps = 2 * response.HalfLength;
        _phases = phases;
        // The response varies more slowly the lower its cutoff, so that fewer rows do.
        _rows = (long)phases * Taps <= MostCoefficients ? phases : Math.Max(16, (int)Math.Ceiling(RowsPerLobe * scale));
        _coefficients = new float[(_rows + 1) * Taps];
        for (var row = 0; row <= _rows; row++) Fill(response, (double)row / _rows, _coefficients.AsSpan(row * Taps, Taps));
    }

    /// <summary>Input samples that one output is made of; the output lies between the middle two.</summary>
    public int Taps { get; }

    /// <summary>How many coefficients are kept, for whoever checks that the table is bounded.</summary>
    public int CoefficientCount => _coefficients.Length;

    /// <summary>One output.</summary>
    /// <param name="window">The <see cref="Taps"/> inputs around it.</param>
    /// <param name="phase">Where it lies between the middle two, in parts of the number of phases.</param>
    public float Apply(ReadOnlySpan<float> window, int phase)
    {
        var (row, remainder) = Math.DivRem((long)phase * _rows, _phases);
        var below = DotProduct.Of(window, Row((int)row));
        if (remainder == 0) return below;
        var above = DotProduct.Of(window, Row((int)row + 1));
        return below + (above - below) * ((float)remainder / _phases);
    }

    private ReadOnlySpan<float> Row(int row) => _coefficients.AsSpan(row * Taps, Taps);

    /// <summary>Tap k stands Taps/2 - 1 - k samples before the place <paramref name="fraction"/>. Every row passes a constant unchanged.</summary>
    private static void Fill(KaiserSinc response, double fraction, Span<float> row)
    {
        var exact = new double[row.Length];
        for (var k = 0; k < exact.Length; k++) exact[k] = response.At(fraction + exact.Length / 2 - 1 - k);
        var gain = exact.Sum();
        for (var k = 0; k < exact.Length; k++) row[k] = (float)(exact[k] / gain);
    }
}
