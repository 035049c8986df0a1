using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Embedding;

public class EmbeddingMaskTests
{
    // Speaker 0 alone in two frames, both in one, speaker 1 alone in one.
    private static readonly byte[] Frames = [0, 1, 1, 3, 2, 0];

    [Theory]
    [InlineData(1, new float[] { 0, 1, 1, 0, 0, 0 })]
    [InlineData(2, new float[] { 0, 1, 1, 1, 0, 0 })]
    [InlineData(null, new float[] { 0, 1, 1, 1, 0, 0 })]
    public void Overlapped_speech_is_excluded_if_enough_frames_remain(int? minFrames, float[] expected)
    {
        var segmentation = new BinarizedSegmentation(Frames.Length, 2);
        segmentation.Add(Frames);
        var mask = new float[Frames.Length];
        EmbeddingMask.Write(segmentation, 0, 0, minFrames, mask);
        Assert.Equal(expected, mask);
    }
}
