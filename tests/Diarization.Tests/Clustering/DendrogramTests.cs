using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class DendrogramTests
{
    // 0 and 1 at 1.0, then 2 to them, lower; 3 and 4 at 1.2; all at 2.
    private static readonly Dendrogram Tree = new([new(0, 1, 1.0, 2), new(2, 5, 0.8, 3), new(3, 4, 1.2, 2), new(6, 7, 2, 5)]);

    [Theory]
    [InlineData(0.5, new[] { 0, 1, 2, 3, 4 }, 5)]
    [InlineData(0.9, new[] { 0, 1, 2, 3, 4 }, 5)] // The maximum height of a subtree counts, not that of its last merge.
    [InlineData(1.0, new[] { 0, 0, 0, 1, 2 }, 3)]
    [InlineData(1.2, new[] { 0, 0, 0, 1, 1 }, 2)]
    [InlineData(2.0, new[] { 0, 0, 0, 0, 0 }, 1)]
    public void A_cut_gives_the_largest_subtrees_below_the_threshold(double threshold, int[] expected, int count)
    {
        var labels = Tree.CutAt(threshold);
        Assert.Equal(expected, labels);
        Assert.Equal(count, labels.Distinct().Count());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Each_merge_removes_one_cluster(int last, int clusters)
        => Assert.Equal(clusters, Tree.CutAfter(last).Distinct().Count());

    [Fact]
    public void A_single_vector_is_one_cluster() => Assert.Equal([0], new Dendrogram([]).CutAt(1));
}
