namespace Speech.Onnx.Signals;

/// <summary>Triangular filters of unit area on Slaney's mel scale: librosa's defaults.</summary>
public static class MelFilterBank
{
    // Slaney's scale is linear up to 1 kHz (3 mel per 200 Hz), logarithmic above (27 mel per factor of 6.4).
    private const double HertzPerMel = 200.0 / 3, BreakHertz = 1000, BreakMel = BreakHertz / HertzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    /// <summary>The filters, [mels, bins], from 0 Hz to half the sample rate.</summary>
    /// <param name="mels">The number of mel bins.</param>
    /// <param name="fftLength">Samples of a frame; there are half as many bins, and one.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static float[] Create(int mels, int fftLength, int sampleRate)
    {
        var bins = fftLength / 2 + 1;
        var topMel = ToMel(sampleRate / 2.0);
        var edges = Enumerable.Range(0, mels + 2).Select(i => ToHertz(topMel * i / (mels + 1))).ToArray();
        var filters = new float[mels * bins];
        for (var mel = 0; mel < mels; mel++)
        {
            var (low, center, high) = (edges[mel], edges[mel + 1], edges[mel + 2]);
            var area = 2 / (high - low);
            for (var bin = 0; bin < bins; bin++)
            {
                var hertz = (double)bin * sampleRate / fftLength;
                var height = Math.Min((hertz - low) / (center - low), (high - hertz) / (high - center));
                filters[mel * bins + bin] = (float)(Math.Max(0, height) * area);
            }
        }

        return filters;
    }

    private static double ToMel(double hertz)
        => hertz < BreakHertz ? hertz / HertzPerMel : BreakMel + Math.Log(hertz / BreakHertz) / LogStep;

    private static double ToHertz(double mel)
        => mel < BreakMel ? mel * HertzPerMel : BreakHertz * Math.Exp((mel - BreakMel) * LogStep);
}
