using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public sealed class WaveformFilterBankTests
{
    private const float Scale = 1.5f, Offset = -0.2f;

    [Theory]
    [InlineData(1, 500, 31, 16, 10)]
    [InlineData(3, 4000, 251, 80, 10)]
    [InlineData(2, 700, 5, 32, 1)]
    public void The_envelope_is_that_of_the_operators_it_replaces(int batch, int samples, int taps, int channels, int stride)
    {
        var random = new Random(samples);
        var (audio, filters) = (KernelGraph.Random(random, batch * samples), KernelGraph.Random(random, taps * channels));

        var graph = new GraphWriter();
        var x = graph.Input("audio", ElementType.Float, batch, samples);
        var y = graph.Custom(WaveformFilterBank.Name, 1, x, graph.Constant<float>(filters, taps, channels),
            graph.Constant<float>([Scale], 1), graph.Constant<float>([Offset], 1), graph.Integers(stride))[0];
        graph.Output("y", y, ElementType.Float, batch, channels, "frames");
        var actual = KernelGraph.Run(graph, ("audio", audio, [batch, samples]));

        var frames = ((samples - taps) / stride + 1) / 3;
        Assert.Equal(batch * channels * frames, actual.Length);
        for (var item = 0; item < batch; item++)
        {
            var normalized = Normalize(audio.AsSpan(item * samples, samples));
            for (var channel = 0; channel < channels; channel++)
                for (var frame = 0; frame < frames; frame++)
                    Assert.Equal(Envelope(normalized, filters, taps, channels, channel, 3 * frame * stride, stride),
                        actual[(item * channels + channel) * frames + frame]);
        }
    }

    private static float[] Normalize(ReadOnlySpan<float> waveform)
    {
        var values = waveform.ToArray();
        var mean = values.Average(value => (double)value);
        var gain = (float)(1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + 1e-5)) * Scale;
        var offset = MathF.FusedMultiplyAdd(-(float)mean, gain, Offset);
        return Array.ConvertAll(values, value => MathF.FusedMultiplyAdd(value, gain, offset));
    }

    /// <summary>Tap by tap, with one rounding each.</summary>
    private static float Envelope(float[] x, float[] filters, int taps, int channels, int channel, int start, int stride)
    {
        var highest = 0f;
        for (var frame = 0; frame < 3; frame++)
        {
            var sum = 0f;
            for (var tap = 0; tap < taps; tap++)
                sum = MathF.FusedMultiplyAdd(filters[tap * channels + channel], x[start + frame * stride + tap], sum);
            highest = Math.Max(highest, Math.Abs(sum));
        }

        return highest;
    }
}
