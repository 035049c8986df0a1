using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Embedding;

public class SlidingEmbeddingsTests
{
    private static readonly FrameGrid Grid = new(5, 0.5, 0.05, 0.05);

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1.25, 0, 1, 0.25)]
    [InlineData(2, 0, 1, 1)]
    [InlineData(3, 1, 2, 0.5)]
    [InlineData(9, 2, 2, 0)]
    public void A_moment_is_interpolated_between_the_stretches_around_it(double seconds, int before, int after, float share)
    {
        var sliding = new SlidingEmbeddings();
        foreach (var middle in (double[])[1, 2, 4]) sliding.Add(middle, [0]);
        Assert.Equal((before, after, share), sliding.Around(seconds));
    }

    [Fact]
    public void Stretches_follow_each_other_at_the_step_of_the_windows_from_begin_to_end()
    {
        var masks = new SlidingMasks(Segmentation(Enumerable.Repeat((byte)1, 100)), Grid);
        var stretches = Enumerable.Range(0, 3).SelectMany(window => masks.Create(window, window == 0, window == 2)).ToArray();

        Assert.Equal([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], stretches.Select(stretch => stretch.Middle));
        Assert.All(stretches, stretch => Assert.Equal(32, stretch.Mask.Sum()));
        // The first begins 0.2 s after the audio, the last ends 0.2 s before its end.
        Assert.Equal(4, Array.IndexOf(stretches[0].Mask, 1));
        Assert.Equal(95, Array.LastIndexOf(stretches[^1].Mask, 1));
    }

    [Fact]
    public void Stretches_without_speech_are_left_out()
    {
        var masks = new SlidingMasks(Segmentation(Enumerable.Range(0, 100).Select(frame => (byte)(frame >= 70 ? 2 : 0))), Grid);
        Assert.Equal([3, 3.5, 4], masks.Create(0, isFirst: true, isLast: true).Select(stretch => stretch.Middle));
    }

    private static BinarizedSegmentation Segmentation(IEnumerable<byte> frames)
    {
        var segmentation = new BinarizedSegmentation(100, 2);
        for (var window = 0; window < 3; window++) segmentation.Add([.. frames]);
        return segmentation;
    }
}
