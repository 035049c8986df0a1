using Speech.Diarization.Annotations;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Annotations;

public class SpeechRegionBuilderTests
{
    [Theory]
    [InlineData(new byte[] { 0, 1, 2, 0, 0, 1 }, 10, "1-3 5-6")]
    [InlineData(new byte[] { 1, 1, 1, 1, 1, 1 }, 4.5, "0-4.5")]
    [InlineData(new byte[] { 0, 1, 0, 0, 0, 1 }, 5, "1-2")] // A region that starts at the end is empty.
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0 }, 10, "")]
    public void Regions_cover_frames_with_speech_and_end_with_the_audio(byte[] counts, double duration, string expected)
        => Assert.Equal(expected, string.Join(' ',
            SpeechRegionBuilder.Build(counts, 0, new FrameGrid(10, 1, 1, 0), duration).Select(region => $"{region.Start}-{region.End}")));
}
