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
    public const int ChannelMultiple = 16;

    private const int Pool = 3, FramesPerTask = 64;

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
        var last = Math.Min(first + FramesPerTask, call.Frames) - 1;
        // Two frames at a time; the last one of an odd number is computed twice.
        for (var frame = first; frame <= last; frame += 2)
        {
            var next = Math.Min(frame + 1, last);
            float* start = samples + (long)frame * Pool * call.Stride, nextStart = samples + (long)next * Pool * call.Stride;
            for (var channel = 0; channel < channels; channel += ChannelMultiple)
            {
                var (here, there) = FilterGroup(start, nextStart, call.Stride, call.Filters, channel);
                for (var lane = 0; lane < ChannelMultiple; lane++)
                {
                    var row = envelope + (long)(channel + lane) * call.Frames;
                    row[frame] = here[lane];
                    row[next] = there[lane];
                }
            }
        }
    }

    /// <summary>The envelope of 16 channels: of two frames, three positions each.</summary>
    private static (Vector512<float> Here, Vector512<float> There) FilterGroup(
        float* here, float* there, int stride, KernelTensor<float> filters, int channel)
    {
        var (taps, channels) = (filters[0], filters[1]);
        var filter = filters.Data + channel;
        Vector512<float> here0 = default, here1 = default, here2 = default, there0 = default, there1 = default, there2 = default;
        for (var tap = 0; tap < taps; tap++, filter += channels)
        {
            var weights = Vector512.Load(filter);
            here0 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(here[tap]), here0);
            here1 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(here[tap + stride]), here1);
            here2 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(here[tap + 2 * stride]), here2);
            there0 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(there[tap]), there0);
            there1 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(there[tap + stride]), there1);
            there2 = Vector512.FusedMultiplyAdd(weights, Vector512.Create(there[tap + 2 * stride]), there2);
        }

        return (MaxMagnitude(here0, here1, here2), MaxMagnitude(there0, there1, there2));
    }

    private static Vector512<float> MaxMagnitude(Vector512<float> a, Vector512<float> b, Vector512<float> c)
        => Vector512.MaxNative(Vector512.MaxNative(Vector512.Abs(a), Vector512.Abs(b)), Vector512.Abs(c));
}
