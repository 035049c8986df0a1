using Speech.Audio;
using Speech.Diarization.Loading;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Segmentation;

/// <summary>SincNet's band-pass filters, which the checkpoint stores as a low cut-off frequency and a bandwidth each.</summary>
/// <remarks>
/// Ravanelli and Bengio, Speaker recognition from raw waveform with SincNet, 2018; cosine and sine pairs:
/// Pariente et al., Filterbank design for end-to-end speech separation, 2020.
/// </remarks>
internal static class SincFilters
{
    private const float MinLowHertz = 50, MinBandHertz = 50, Nyquist = AudioDecoder.SampleRate / 2f;
    private const int Half = ReceptiveField.SincKernel / 2, MaxPairs = 4096;
    private const string Prefix = "sincnet.conv1d.0.filterbank.";

    /// <summary>Computes the filters, [2 * pairs, 1, 251]: the cosine (even) filters of all pairs, then the sine (odd) filters.</summary>
    /// <remarks>
    /// In 32 bits, operation by operation as in training. Trained networks are sensitive to the last bit: another order of the operations
    /// moves scores by 5e-3, correctly rounded sines by 1e-3.
    /// </remarks>
    /// <exception cref="WeightException">The checkpoint lacks one of the tensors.</exception>
    /// <exception cref="DiarizationModelException">The shapes of the tensors do not match.</exception>
    public static float[] Create(CheckpointWeights weights)
    {
        var (low, band) = (weights.ReadFloats(Prefix + "low_hz_", MaxPairs), weights.ReadFloats(Prefix + "band_hz_", MaxPairs));
        var (time, window) = (weights.ReadFloats(Prefix + "n_", Half), weights.ReadFloats(Prefix + "window_", Half));
        if (low.Length == 0 || low.Length != band.Length || time.Length != Half || window.Length != Half)
            throw new DiarizationModelException("The shapes of the SincNet filter tensors do not match.");
        var filters = new float[2 * low.Length * ReceptiveField.SincKernel];
        for (var pair = 0; pair < low.Length; pair++)
        {
            // Learned parameters may be negative: only the magnitude counts.
            var from = MinLowHertz + MathF.Abs(low[pair]);
            var to = Math.Clamp(from + MinBandHertz + MathF.Abs(band[pair]), MinLowHertz, Nyquist);
            var cosine = filters.AsSpan(pair * ReceptiveField.SincKernel, ReceptiveField.SincKernel);
            var sine = filters.AsSpan((low.Length + pair) * ReceptiveField.SincKernel, ReceptiveField.SincKernel);
            Fill(cosine, sine, from, to, time, window);
        }

        return filters;
    }

    private static void Fill(Span<float> cosine, Span<float> sine, float from, float to, float[] time, float[] window)
    {
        var scale = 2 * (to - from);
        // The center of the cosine filter is scaled like the rest; that of the sine filter is 0.
        cosine[Half] = 1;
        sine[Half] = 0;
        for (var n = 0; n < Half; n++)
        {
            // Time is in rad per Hz, and negative: it ends before the middle of the filter.
            var (high, low, half) = (to * time[n], from * time[n], time[n] / 2);
            cosine[n] = (SingleSine.Sin(high) - SingleSine.Sin(low)) / half * window[n] / scale;
            sine[n] = (SingleSine.Cos(low) - SingleSine.Cos(high)) / half * window[n] / scale;
            cosine[^(n + 1)] = cosine[n];
            sine[^(n + 1)] = -sine[n];
        }
    }
}
