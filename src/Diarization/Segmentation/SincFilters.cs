using Speech.Diarization.Checkpoints;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Segmentation;

/// <summary>The filters of SincNet (Ravanelli and Bengio 2018, with the cosine and sine pairs of Pariente et al. 2020): windowed band-passes that are stored as two frequencies each.</summary>
internal static class SincFilters
{
    private const float MinLowHertz = 50, MinBandHertz = 50, Nyquist = SegmentationConfig.SampleRate / 2f;
    private const int Half = FrameGeometry.SincKernel / 2, MaxPairs = 4096;
    private const string Bank = "sincnet.conv1d.0.filterbank.";

    /// <summary>Computes the filters, [2 * pairs, 1, 251]: the even ones of all pairs, then the odd ones.</summary>
    /// <remarks>The products of frequency and time are rounded to 32 bits, as where the network was trained: they reach 390 rad, and the rest of the network feels the difference.</remarks>
    /// <exception cref="DiarizationModelException">The checkpoint has no such filters.</exception>
    public static float[] Create(CheckpointWeights weights)
    {
        var (low, band) = (weights.ReadFloats(Bank + "low_hz_", MaxPairs), weights.ReadFloats(Bank + "band_hz_", MaxPairs));
        var (time, window) = (weights.ReadFloats(Bank + "n_", Half), weights.ReadFloats(Bank + "window_", Half));
        if (low.Length == 0 || low.Length != band.Length || time.Length != Half || window.Length != Half)
            throw new DiarizationModelException("The tensors of SincNet's filters do not fit each other.");
        var filters = new float[2 * low.Length * FrameGeometry.SincKernel];
        for (var pair = 0; pair < low.Length; pair++)
        {
            // What was learned may have become negative: only its magnitude counts.
            var from = MinLowHertz + MathF.Abs(low[pair]);
            var to = Math.Clamp(from + MinBandHertz + MathF.Abs(band[pair]), MinLowHertz, Nyquist);
            var even = filters.AsSpan(pair * FrameGeometry.SincKernel, FrameGeometry.SincKernel);
            var odd = filters.AsSpan((low.Length + pair) * FrameGeometry.SincKernel, FrameGeometry.SincKernel);
            Fill(even, odd, from, to, time, window);
        }
        return filters;
    }

    private static void Fill(Span<float> even, Span<float> odd, float from, float to, float[] time, float[] window)
    {
        var scale = 2 * (to - from);
        even[Half] = 1;
        odd[Half] = 0;
        for (var n = 0; n < Half; n++)
        {
            // Time is in rad per Hz, and negative: it runs up to the middle of the filter.
            var (high, low, weight) = (to * time[n], from * time[n], window[n] / (time[n] / 2));
            even[n] = (MathF.Sin(high) - MathF.Sin(low)) * weight / scale;
            odd[n] = (MathF.Cos(low) - MathF.Cos(high)) * weight / scale;
            even[^(n + 1)] = even[n];
            odd[^(n + 1)] = -odd[n];
        }
    }
}
