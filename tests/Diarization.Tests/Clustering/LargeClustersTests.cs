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
        var partition = LargeClusters.Cut(tree, 0.5, 4, new(required, required));
        var (labels, count) = LargeClusters.MergeSmall(partition, rows, 6);
        Assert.Equal(required, count);
        Assert.Equal(Enumerable.Range(0, required), labels.Distinct().Order());
    }

    [Fact]
    public void As_many_speakers_as_vectors_are_kept_apart_however_near_they_are()
    {
        var tree = CentroidLinkage.Build([1, 0, 0.8f, 0.6f], 2, Cancel);
        Assert.Equal(2, LargeClusters.Cut(tree, 0.9, 1, new(2, 2)).LargeCount);
        Assert.Equal(1, LargeClusters.Cut(tree, 0.9, 1, SpeakerBounds.Any).LargeCount);
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

    [Fact]
    public void Random_trees_are_cut_as_by_trying_every_merge()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 3000; trial++)
        {
            var tree = CreateTree(random, random.Next(2, 40));
            var (threshold, minSize, min) = (random.Next(-1, 12), random.Next(1, 8), random.Next(1, 8));
            var bounds = new SpeakerBounds(min, min + random.Next(3)).Limit(tree.Merges.Count + 1);
            Assert.Equal(CutByTrying(tree, threshold, minSize, bounds), LargeClusters.Cut(tree, threshold, minSize, bounds).Labels);
        }
    }

    // Heights are drawn from few values, for ties, and are in no order: there are inversions.
    private static Dendrogram CreateTree(Random random, int leaves)
    {
        var clusters = Enumerable.Range(0, leaves).Select(leaf => (Number: leaf, Size: 1)).ToList();
        var merges = new Merge[leaves - 1];
        for (var k = 0; k < merges.Length; k++)
        {
            var (left, right) = (Take(), Take());
            var (lower, higher) = (Math.Min(left.Number, right.Number), Math.Max(left.Number, right.Number));
            merges[k] = new(lower, higher, random.Next(10), left.Size + right.Size);
            clusters.Add((leaves + k, merges[k].Size));
        }

        return new(merges);

        (int Number, int Size) Take()
        {
            var taken = clusters[random.Next(clusters.Count)];
            clusters.Remove(taken);
            return taken;
        }
    }

    private static int[] CutByTrying(Dendrogram tree, double threshold, int minSize, SpeakerBounds bounds)
    {
        var labels = tree.CutAt(threshold);
        var required = Math.Clamp(CountLarge(labels), bounds.Min, bounds.Max);
        if (CountLarge(labels) == required) return labels;
        if (minSize == 1 && required == labels.Length) return tree.CutAfter(-1);
        var candidates = Enumerable.Range(0, tree.Merges.Count)
            .Where(k => tree.Merges[k].Size >= minSize)
            .OrderBy(k => Math.Abs(tree.Merges[k].Height - threshold))
            .Select(tree.CutAfter);
        int[] single = new int[labels.Length];
        // The first of equally good ones, except that a single cluster is only for want of a better one.
        var best = candidates.MinBy(cut => Math.Abs(CountLarge(cut) - required)) ?? single;
        var difference = Math.Abs(CountLarge(best) - required);
        return difference == 0 || difference < Math.Abs(1 - required) ? best : single;

        int CountLarge(int[] cut) => cut.GroupBy(label => label).Count(cluster => cluster.Count() >= minSize);
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
