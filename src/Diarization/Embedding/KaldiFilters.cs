namespace Speech.Diarization.Embedding;

/// <summary>The constant matrices of Kaldi's filter bank.</summary>
internal static class KaldiFilters
{
    private const double LowestHertz = 20;

    /// <summary>Real, then imaginary columns of the discrete Fourier transform of a zero-padded frame, times a Hamming window: [length, 2 * bins]. The bin at half the sample rate is left out: no band reaches it.</summary>
    public static float[] WindowedFourier(int length, int bins)
    {
        var matrix = new float[length * 2 * bins];
        for (var n = 0; n < length; n++)
        {
            var hamming = 0.54 - 0.46 * Math.Cos(2 * Math.PI * n / (length - 1));
            for (var bin = 0; bin < bins; bin++)
            {
                // The angle is reduced in whole numbers first: exact where a product of doubles would not be.
                var (sin, cos) = Math.SinCos(Math.PI * (n * bin % (2 * bins)) / bins);
                matrix[(2 * n) * bins + bin] = (float)(hamming * cos);
                matrix[(2 * n + 1) * bins + bin] = (float)(-hamming * sin);
            }
        }
        return matrix;
    }

    /// <summary>Triangles of equal width on the mel scale, from 20 Hz to half the sample rate: [bins, bands].</summary>
    public static float[] Mel(int bands, int bins, int sampleRate)
    {
        var matrix = new float[bins * bands];
        var (low, high) = (ToMel(LowestHertz), ToMel(sampleRate / 2.0));
        var width = (high - low) / (bands + 1);
        for (var bin = 0; bin < bins; bin++)
            for (var band = 0; band < bands; band++)
            {
                var distance = Math.Abs(ToMel((double)bin * sampleRate / (2 * bins)) - (low + (band + 1) * width));
                matrix[bin * bands + band] = (float)Math.Max(0, 1 - distance / width);
            }
        return matrix;
    }

    private static double ToMel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
}
