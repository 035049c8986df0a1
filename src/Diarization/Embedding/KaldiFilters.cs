namespace Speech.Diarization.Embedding;

/// <summary>Constant matrices of Kaldi's filter bank.</summary>
internal static class KaldiFilters
{
    private const double LowestHertz = 20;

    /// <summary>Discrete Fourier transform of a zero-padded frame, times a Hamming window: [length, 2 * bins], the real
    /// columns, then the imaginary ones. The Nyquist bin is left out: no mel filter reaches it.</summary>
    public static float[] WindowedFourier(int length, int bins)
    {
        var matrix = new float[length * 2 * bins];
        for (var n = 0; n < length; n++)
        {
            var hamming = 0.54 - 0.46 * Math.Cos(2 * Math.PI * n / (length - 1));
            for (var bin = 0; bin < bins; bin++)
            {
                // The angle is reduced with integers first, which is exact; a product of doubles is not.
                var (sin, cos) = Math.SinCos(Math.PI * (n * bin % (2 * bins)) / bins);
                matrix[(2 * n) * bins + bin] = (float)(hamming * cos);
                matrix[(2 * n + 1) * bins + bin] = (float)(-hamming * sin);
            }
        }

        return matrix;
    }

    /// <summary>Triangular filters of equal width on the mel scale, from 20 Hz to the Nyquist frequency: [bins, melBins].</summary>
    public static float[] Mel(int melBins, int bins, int sampleRate)
    {
        var matrix = new float[bins * melBins];
        var (low, high) = (ToMel(LowestHertz), ToMel(sampleRate / 2.0));
        var width = (high - low) / (melBins + 1);
        for (var bin = 0; bin < bins; bin++)
            for (var melBin = 0; melBin < melBins; melBin++)
            {
                var distance = Math.Abs(ToMel((double)bin * sampleRate / (2 * bins)) - (low + (melBin + 1) * width));
                matrix[bin * melBins + melBin] = (float)Math.Max(0, 1 - distance / width);
            }

        return matrix;
    }

    private static double ToMel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
}
