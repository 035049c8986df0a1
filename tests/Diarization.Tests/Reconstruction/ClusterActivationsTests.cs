using Speech.Diarization.Clustering;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Reconstruction;

public class ClusterActivationsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(1, 5)]
    [InlineData(2.2, 12)]
    [InlineData(4.5, 20)] // Some frames are in no window.
    public void Each_frame_has_the_sum_of_the_windows_that_contain_it(double step, int windows)
    {
        var grid = new FrameGrid(4, step, 1, 0);
        var random = new Random(7);
        var segmentation = new BinarizedSegmentation(4, 3);
        int[] clusters = [.. Enumerable.Range(0, windows * 3)
            .Select(_ => random.Next(4) is var cluster and < 3 ? cluster : ClusteringResult.Unassigned)];
        var expected = new float[grid.CountFrames(windows)][];
        for (var frame = 0; frame < expected.Length; frame++) expected[frame] = new float[clusters.Max() + 1];
        for (var window = 0; window < windows; window++)
        {
            byte[] active = [.. Enumerable.Range(0, 4).Select(_ => (byte)random.Next(8))];
            segmentation.Add(active);
            for (var frame = 0; frame < 4; frame++)
            {
                var speakers = Enumerable.Range(0, 3).Where(speaker => (active[frame] >> speaker & 1) == 1);
                foreach (var cluster in speakers.Select(speaker => clusters[window * 3 + speaker]).Distinct())
                    if (cluster != ClusteringResult.Unassigned) expected[grid.FirstFrameOf(window) + frame][cluster]++;
            }
        }

        var activations = new ClusterActivations(segmentation, clusters, grid);

        Assert.Equal(expected.Length, activations.Frames);
        Assert.Equal(expected, activations.Read(Cancel).Select(frame => frame.ToArray()));
    }
}
