using Speech.Onnx.Graphs;

namespace Speech.Whisper.Features;

/// <summary>Whisper's log-mel spectrogram as part of the encoder's graph, with the short-time Fourier transform as a convolution.</summary>
internal static class LogMelGraph
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples of a frame, and from one frame to the next.</summary>
    public const int FftLength = 400, Hop = 160;

    private const int Bins = FftLength / 2 + 1;

    // Log10 power is clipped to the maximum minus 8 and scaled to about [-1, 1].
    private const float Floor = 1e-10f, DynamicRange = 8, Shift = 4, Scale = 1f / 4;

    /// <summary>Writes the spectrogram.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="audio">[batch, samples] at 16 kHz.</param>
    /// <param name="mels">Number of mel bins, 80 or 128.</param>
    /// <returns>[batch, mels, samples / 160]</returns>
    public static Edge Write(GraphWriter graph, Edge audio, int mels)
    {
        var power = PowerSpectrum(graph, audio);
        var filters = graph.Constant<float>(MelFilterBank.Create(mels, FftLength, SampleRate), mels, Bins);
        var mel = graph.Max(graph.MatMul(filters, power), graph.Scalar(Floor));
        var log = graph.Mul(graph.Node("Log", [mel]), graph.Scalar((float)(1 / Math.Log(10))));
        var max = graph.Node("ReduceMax", [log, graph.Integers(1, 2)], ("keepdims", 1));
        var clipped = graph.Max(log, graph.Sub(max, graph.Scalar(DynamicRange)));
        return graph.Mul(graph.Add(clipped, graph.Scalar(Shift)), graph.Scalar(Scale));
    }

    /// <summary>|STFT|², [batch, bins, frames]: centred frames, reflection padding at both ends, the last frame dropped.</summary>
    private static Edge PowerSpectrum(GraphWriter graph, Edge audio)
    {
        const int half = FftLength / 2;
        var padded = graph.Node("Pad", [graph.Unsqueeze(audio, 1), graph.Integers(0, 0, half, 0, 0, half)], ("mode", "reflect"));
        var kernels = graph.Constant<float>(WindowedFourier(), 2 * Bins, 1, FftLength);
        var frames = graph.Node("Conv", [padded, kernels], ("strides", new long[] { Hop }));
        frames = graph.Slice(frames, 2, graph.Integers(0), graph.Integers(-1));
        var parts = graph.Nodes("Split", 2, [graph.Mul(frames, frames), graph.Integers(Bins, Bins)], attributes: ("axis", 1));
        return graph.Add(parts[0], parts[1]);
    }

    /// <summary>
    /// Real, then imaginary rows of the discrete Fourier transform, multiplied by a periodic Hann window: [2 * bins, FftLength].
    /// </summary>
    private static float[] WindowedFourier()
    {
        var rows = new float[2 * Bins * FftLength];
        for (var bin = 0; bin < Bins; bin++)
            for (var n = 0; n < FftLength; n++)
            {
                var hann = 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / FftLength);
                // The angle is reduced with integers first, which is exact where a product of doubles would not be.
                var (sin, cos) = Math.SinCos(2 * Math.PI * (bin * n % FftLength) / FftLength);
                rows[bin * FftLength + n] = (float)(hann * cos);
                rows[(Bins + bin) * FftLength + n] = (float)(-hann * sin);
            }

        return rows;
    }
}
