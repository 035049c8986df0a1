using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Reconstruction;

public class DiscreteDiarizationTests
{
    private static readonly FrameGrid Grid = new(4, 1, 1, 0);

    [Fact]
    public void Selects_as_many_speakers_as_counted_up_to_the_maximum()
    {
        var votes = VotesOf([[1, 3, 2, 0], [3, 3, 0, 0]], [0, 1, 1, 0]);
        byte[] counts = [1, 2, 2, 1, 0, 0];
        foreach (var max in new[] { 1, 2 })
        {
            var activity = DiscreteDiarization.SelectTopSpeakers(votes, counts, max);
            for (var frame = 0; frame < counts.Length; frame++)
                Assert.Equal(Math.Min(counts[frame], max), activity[frame].ToArray().Sum(value => value));
        }
    }

    [Fact]
    public void Selects_the_highest_activation_or_the_lowest_number_if_equal()
    {
        // Both windows hear cluster 1 in frame 1, one of them cluster 0; in frame 2 one each.
        var votes = VotesOf([[0, 3, 3, 0], [2, 0, 0, 0]], [0, 1, 0, 1]);
        var activity = DiscreteDiarization.SelectTopSpeakers(votes, [0, 1, 1, 0, 0, 0], 1);
        Assert.Equal([0, 1], activity[1].ToArray());
        Assert.Equal([1, 0], activity[2].ToArray());
    }

    [Fact]
    public void Counts_above_the_number_of_clusters_add_speakers()
        => Assert.Equal([1, 1], DiscreteDiarization.SelectTopSpeakers(VotesOf([[3, 0, 0, 0]], [0, 0]), [2, 0, 0, 0, 0], 3)[0].ToArray());

    [Fact]
    public void Local_speakers_of_one_window_in_the_same_cluster_count_once()
        => Assert.Equal([1], VotesOf([[3, 3, 3, 3]], [0, 0])[0].ToArray());

    private static Votes VotesOf(byte[][] windows, int[] clusterOf)
    {
        var segmentations = new BinarizedSegmentation(4, 2);
        foreach (var window in windows) segmentations.Add(window);
        return ClusterActivations.Aggregate(segmentations, clusterOf, Grid);
    }
}
