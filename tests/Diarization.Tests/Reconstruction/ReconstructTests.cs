using Speech.Diarization.Reconstruction;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Tests.Reconstruction;

public class ReconstructTests
{
    private static readonly FrameGrid Grid = new(4, 1, 1, 0);

    [Fact]
    public void As_many_are_elected_as_were_counted_and_never_more_than_allowed()
    {
        var votes = VotesOf([[1, 3, 2, 0], [3, 3, 0, 0]], [0, 1, 1, 0]);
        byte[] counts = [1, 2, 2, 1, 0, 0];
        foreach (var max in new[] { 1, 2 })
        {
            var activity = Reconstruct.Elect(votes, counts, max);
            for (var frame = 0; frame < counts.Length; frame++)
                Assert.Equal(Math.Min(counts[frame], max), activity[frame].ToArray().Sum(value => value));
        }
    }

    [Fact]
    public void The_most_votes_win_and_the_lower_number_among_equals()
    {
        // Both windows hear cluster 1 in frame 1, one of them cluster 0; in frame 2 one each.
        var votes = VotesOf([[0, 3, 3, 0], [2, 0, 0, 0]], [0, 1, 0, 1]);
        var activity = Reconstruct.Elect(votes, [0, 1, 1, 0, 0, 0], 1);
        Assert.Equal([0, 1], activity[1].ToArray());
        Assert.Equal([1, 0], activity[2].ToArray());
    }

    [Fact]
    public void More_voices_at_once_than_clusters_get_columns_of_their_own()
        => Assert.Equal([1, 1], Reconstruct.Elect(VotesOf([[3, 0, 0, 0]], [0, 0]), [2, 0, 0, 0, 0], 3)[0].ToArray());

    [Fact]
    public void Speakers_of_a_window_in_one_cluster_vote_once()
        => Assert.Equal([1], VotesOf([[3, 3, 3, 3]], [0, 0])[0].ToArray());

    private static Votes VotesOf(byte[][] windows, int[] clusterOf)
    {
        var segmentations = new Segmentations(4, 2);
        foreach (var window in windows) segmentations.Add(window);
        return Votes.Count(segmentations, clusterOf, Grid);
    }
}
