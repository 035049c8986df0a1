using Speech.Onnx.Graphs;

namespace Speech.Onnx.Signals;

/// <summary>The power spectrum of centred frames as part of a graph, with the short-time Fourier transform as a convolution.</summary>
public static class PowerSpectrum
{
    /// <summary>Writes |STFT|² with a Hann window.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="audio">[batch, samples]</param>
    /// <param name="fftLength">Samples of a frame.</param>
    /// <param name="hop">Samples from one frame to the next.</param>
    /// <param name="padding">What surrounds the audio, half a frame at either end: <c>reflect</c> or <c>constant</c> (zeros).</param>
    /// <returns>[batch, bins, frames]: fftLength / 2 + 1 bins, samples / hop + 1 frames.</returns>
    public static Edge Write(GraphWriter graph, Edge audio, int fftLength, int hop, string padding)
    {
        var (half, bins) = (fftLength / 2, fftLength / 2 + 1);
        var padded = graph.Node("Pad", [graph.Unsqueeze(audio, 1), graph.Integers(0, 0, half, 0, 0, half)], ("mode", padding));
        var kernels = graph.Constant<float>(WindowedFourier(fftLength), 2 * bins, 1, fftLength);
        var frames = graph.Node("Conv", [padded, kernels], ("strides", new long[] { hop }));
        var parts = graph.Nodes("Split", 2, [graph.Mul(frames, frames), graph.Integers(bins, bins)], attributes: ("axis", 1));
        return graph.Add(parts[0], parts[1]);
    }

    /// <summary>
    /// Real, then imaginary rows of the discrete Fourier transform, multiplied by a periodic Hann window: [2 * bins, fftLength].
    /// </summary>
    private static float[] WindowedFourier(int fftLength)
    {
        var bins = fftLength / 2 + 1;
        var rows = new float[2 * bins * fftLength];
        for (var bin = 0; bin < bins; bin++)
            for (var n = 0; n < fftLength; n++)
            {
                var hann = 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / fftLength);
                // The angle is reduced with integers first, which is exact where a product of doubles would not be.
                var (sin, cos) = Math.SinCos(2 * Math.PI * (bin * n % fftLength) / fftLength);
                rows[bin * fftLength + n] = (float)(hann * cos);
                rows[(bins + bin) * fftLength + n] = (float)(-hann * sin);
            }

        return rows;
    }
}
