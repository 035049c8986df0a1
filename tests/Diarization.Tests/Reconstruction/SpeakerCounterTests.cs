using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Reconstruction;

public class SpeakerCounterTests
{
    private static readonly FrameGrid Grid = new(4, 1, 1, 0);

    [Fact]
    public void The_count_is_the_mean_over_windows_rounded_half_to_even()
    {
        var segmentation = new BinarizedSegmentation(4, 3);
        segmentation.Add([1, 3, 1, 0]);
        segmentation.Add([1, 0, 7, 1]);
        // Frame 1: (2 + 1) / 2, frame 2: (1 + 0) / 2, frame 3: (0 + 3) / 2; no window contains frame 5.
        Assert.Equal([1, 2, 0, 2, 1, 0], SpeakerCounter.Count(segmentation, Grid).Select(count => (int)count));
    }

    [Theory]
    [InlineData(1, 594)]
    [InlineData(21, 1779)]
    [InlineData(51, 3557)]
    public void The_number_of_frames_matches_the_reference(int windows, int frames)
        => Assert.Equal(frames, Golden.PostNetworkCase.Grid.CountFrames(windows));

    [Fact]
    public void All_windows_end_before_the_last_frame()
    {
        var grid = Golden.PostNetworkCase.Grid;
        for (var windows = 1; windows < 4000; windows++)
            Assert.True(grid.FirstFrameOf(windows - 1) + 589 <= grid.CountFrames(windows));
    }
}
