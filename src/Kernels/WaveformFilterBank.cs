using System.Runtime.Intrinsics;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>
/// The envelope of a bank of filters on normalized waveforms: the magnitude of each filter's response at a stride, maximum over groups of
/// three frames.
/// </summary>
/// <remarks>
/// Inputs: waveforms [batch, samples]; filters [taps, channels], channels a multiple of 16; scale [1] and offset [1] of the normalization;
/// stride [1]. Output: [batch, channels, frames / 3].
/// Rounds as PyTorch does: the normalized waveform, and products added to 32-bit sums tap by tap. Networks that normalize the channels
/// amplify the rounding errors of quiet ones, so that another order moves their output by up to 3e-3.
/// </remarks>
public static unsafe class WaveformFilterBank
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "WaveformFilterBank";

    /// <summary>The number of channels must be a multiple of this.</summary>
    public const int ChannelMultiple = 2 * Lanes;

    private const int Lanes = 8, Pool = 3, FramesPerTask = 64;

    // PyTorch's default for instance normalization.
    private const double Epsilon = 1e-5;

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Waveforms = KernelTensor<float>.Input(context, 0, 2),
            Filters = KernelTensor<float>.Input(context, 1, 2),
            Scale = *KernelTensor<float>.Input(context, 2, 1).Data,
            Offset = *KernelTensor<float>.Input(context, 3, 1).Data,
            Stride = (int)*KernelTensor<long>.Input(context, 4, 1).Data,
        };
        var (batch, samples) = (call.Waveforms[0], call.Waveforms[1]);
        call.Frames = ((samples - call.Filters[0]) / call.Stride + 1) / Pool;
        call.Envelope = KernelTensor<float>.Output(context, 0, batch, call.Filters[1], call.Frames);
        using var scratch = new ScratchBuffer(batch * samples);
        call.Normalized = scratch.Start;
        ParallelLoop.Run(context, batch, &Normalize, &call);
        ParallelLoop.Run(context, batch * call.Tasks, &FilterFrames, &call);
    }

    private struct Call
    {
        public KernelTensor<float> Waveforms, Filters;
        public float Scale, Offset;
        public int Stride, Frames;
        public float* Normalized, Envelope;

        /// <summary>Tasks per waveform.</summary>
        public readonly int Tasks => (Frames + FramesPerTask - 1) / FramesPerTask;
    }

    private static void Normalize(void* state, int waveform)
    {
        ref var call = ref *(Call*)state;
        var samples = call.Waveforms[1];
        var source = call.Waveforms.Data + (long)waveform * samples;
        var target = call.Normalized + (long)waveform * samples;
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < samples; i++) sum += source[i];
        var mean = sum / samples;
        for (var i = 0; i < samples; i++) squares += (source[i] - mean) * (source[i] - mean);
        var gain = (float)(1 / Math.Sqrt(squares / samples + Epsilon)) * call.Scale;
        var offset = MathF.FusedMultiplyAdd(-(float)mean, gain, call.Offset);
        for (var i = 0; i < samples; i++) target[i] = MathF.FusedMultiplyAdd(source[i], gain, offset);
    }

    private static void FilterFrames(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        var (waveform, first) = (task / call.Tasks, task % call.Tasks * FramesPerTask);
        var channels = call.Filters[1];
        var samples = call.Normalized + (long)waveform * call.Waveforms[1];
        var envelope = call.Envelope + (long)waveform * channels * call.Frames;
        for (var frame = first; frame < Math.Min(first + FramesPerTask, call.Frames); frame++)
            for (var channel = 0; channel < channels; channel += ChannelMultiple)
            {
                var (low, high) = FilterGroup(samples + (long)frame * Pool * call.Stride, call.Stride, call.Filters, channel);
                for (var lane = 0; lane < Lanes; lane++)
                {
                    envelope[(long)(channel + lane) * call.Frames + frame] = low[lane];
                    envelope[(long)(channel + Lanes + lane) * call.Frames + frame] = high[lane];
                }
            }
    }

    /// <summary>The envelope of 16 channels over three frames.</summary>
    private static (Vector256<float> Low, Vector256<float> High) FilterGroup(
        float* samples, int stride, KernelTensor<float> filters, int channel)
    {
        var (taps, channels) = (filters[0], filters[1]);
        var filter = filters.Data + channel;
        Vector256<float> low0 = default, low1 = default, low2 = default, high0 = default, high1 = default, high2 = default;
        for (var tap = 0; tap < taps; tap++, filter += channels)
        {
            var (low, high) = (Vector256.Load(filter), Vector256.Load(filter + Lanes));
            var sample = Vector256.Create(samples[tap]);
            low0 = Vector256.FusedMultiplyAdd(low, sample, low0);
            high0 = Vector256.FusedMultiplyAdd(high, sample, high0);
            sample = Vector256.Create(samples[tap + stride]);
            low1 = Vector256.FusedMultiplyAdd(low, sample, low1);
            high1 = Vector256.FusedMultiplyAdd(high, sample, high1);
            sample = Vector256.Create(samples[tap + 2 * stride]);
            low2 = Vector256.FusedMultiplyAdd(low, sample, low2);
            high2 = Vector256.FusedMultiplyAdd(high, sample, high2);
        }

        return (MaxMagnitude(low0, low1, low2), MaxMagnitude(high0, high1, high2));
    }

    private static Vector256<float> MaxMagnitude(Vector256<float> a, Vector256<float> b, Vector256<float> c)
        => Vector256.Max(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Abs(c));
}
