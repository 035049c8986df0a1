using Speech.Diarization.Pipeline;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Tests.Pipeline;

public class SpeakerMaskTests
{
    // Speaker 0 alone in two frames, both in one, speaker 1 alone in one.
    private static readonly byte[] Frames = [0, 1, 1, 3, 2, 0];

    [Theory]
    [InlineData(1, new float[] { 0, 1, 1, 0, 0, 0 })]
    [InlineData(2, new float[] { 0, 1, 1, 1, 0, 0 })]
    [InlineData(null, new float[] { 0, 1, 1, 1, 0, 0 })]
    public void Overlaps_are_left_out_where_enough_is_left(int? minFrames, float[] expected)
    {
        var segmentations = new Segmentations(Frames.Length, 2);
        segmentations.Add(Frames);
        var mask = new float[Frames.Length];
        SpeakerMask.Write(segmentations, 0, 0, minFrames, mask);
        Assert.Equal(expected, mask);
    }
}
