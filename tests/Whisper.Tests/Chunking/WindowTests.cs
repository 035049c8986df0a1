using Speech.Audio.Windows;
using Speech.Whisper.Chunking;

namespace Speech.Whisper.Tests.Chunking;

public class WindowTests
{
    [Theory]
    [InlineData(true, false, 0, 4)]
    [InlineData(false, false, 4, 4)]
    [InlineData(false, true, 4, 0)]
    [InlineData(true, true, 0, 0)]
    public void Only_sides_with_a_neighbor_have_a_stride(bool isFirst, bool isLast, int left, int right)
    {
        var samples = new float[20];
        var window = Window.From(new WindowBatch(samples, WindowedAudio.Single(samples), isFirst, isLast), stride: 4);
        Assert.Same(samples, window.Samples.Array);
        Assert.Equal((left, right), (window.StrideLeft, window.StrideRight));
    }

    [Theory]
    [InlineData(0f, true)]
    [InlineData(0.00009f, true)]
    [InlineData(-0.0002f, false)]
    public void Only_digital_silence_is_silent(float peak, bool silent)
        => Assert.Equal(silent, new Window(new ArraySegment<float>([0, peak, 0]), 0, 0).IsSilent);
}
