using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class LargeClustersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Cuts_the_required_number_of_clusters(int required)
    {
        var (rows, tree) = FiveClusters();
        var partition = LargeClusters.Cut(tree, 0.5, 4, new(required, required), Cancel);
        var (labels, count) = LargeClusters.MergeSmall(partition, rows, 6);
        Assert.Equal(required, count);
        Assert.Equal(Enumerable.Range(0, required), labels.Distinct().Order());
    }

    [Fact]
    public void As_many_speakers_as_vectors_are_kept_apart_however_near_they_are()
    {
        var tree = CentroidLinkage.Build([1, 0, 0.8f, 0.6f], 2, Cancel);
        Assert.Equal(2, LargeClusters.Cut(tree, 0.9, 1, new(2, 2), Cancel).LargeCount);
        Assert.Equal(1, LargeClusters.Cut(tree, 0.9, 1, SpeakerBounds.Any, Cancel).LargeCount);
    }

    [Fact]
    public void A_small_cluster_is_merged_into_the_most_similar_large_one()
    {
        var partition = new Partition([0, 0, 1, 1, 2], 2);
        var (labels, count) = LargeClusters.MergeSmall(partition, [1, 0, 1, 0, 0, 1, 0, 1, 0.9f, 0.4f], 2);
        Assert.Equal([0, 0, 1, 1, 0], labels);
        Assert.Equal(2, count);
    }

    [Fact]
    public void Without_a_large_cluster_there_is_one_cluster()
    {
        var (labels, count) = LargeClusters.MergeSmall(new Partition([0, 1], 2), [1, 0, 0, 1], 2);
        Assert.Equal([0, 0], labels);
        Assert.Equal(1, count);
    }

    private static (float[] Rows, Dendrogram Tree) FiveClusters()
    {
        var random = new Random(9);
        float[] rows = [.. Enumerable.Range(0, 40)
            .SelectMany(i => Enumerable.Range(0, 6).Select(axis => (axis == i % 5 ? 1 : 0) + 0.05f * random.NextSingle()))];
        var unit = VectorMath.Normalize(rows, 6);
        return (unit, CentroidLinkage.Build(unit, 6, Cancel));
    }
}
