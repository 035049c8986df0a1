using Speech.Diarization.Counting;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Tests.Counting;

public class SpeakerCountTests
{
    private static readonly FrameGrid Grid = new(4, 1, 1, 0);

    [Fact]
    public void It_is_the_mean_of_the_windows_and_a_half_goes_to_the_even_number()
    {
        var segmentations = new Segmentations(4, 3);
        segmentations.Add([1, 3, 1, 0]);
        segmentations.Add([1, 0, 7, 1]);
        // Frame 1: (2 + 1) / 2, frame 2: (1 + 0) / 2, frame 3: (0 + 3) / 2; frame 5 lies in no window.
        Assert.Equal([1, 2, 0, 2, 1, 0], SpeakerCount.Of(segmentations, Grid).Select(count => (int)count));
    }

    [Theory]
    [InlineData(1, 594)]
    [InlineData(21, 1779)]
    [InlineData(51, 3557)]
    public void The_audio_has_as_many_frames_as_the_reference_says(int windows, int frames)
        => Assert.Equal(frames, Golden.PostNetworkCase.Grid.CountFrames(windows));

    [Fact]
    public void No_window_reaches_beyond_the_last_frame()
    {
        var grid = Golden.PostNetworkCase.Grid;
        for (var windows = 1; windows < 4000; windows++)
            Assert.True(grid.FirstFrameOf(windows - 1) + 589 <= grid.CountFrames(windows));
    }
}
