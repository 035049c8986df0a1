using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class CentroidLinkageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(7, 3, 2)]
    [InlineData(40, 5, 3)]
    [InlineData(60, 17, 4)]
    [InlineData(150, 8, 5)]
    public void Every_merge_joins_the_two_nearest_clusters(int count, int dimension, int seed)
    {
        var rows = RandomRows(count, dimension, new Random(seed));
        var merges = CentroidLinkage.Build(rows, dimension, Cancel).Merges;

        Assert.Equal(Naive(rows, dimension).Select(merge => (merge.Left, merge.Right, merge.Size)),
            merges.Select(merge => (merge.Left, merge.Right, merge.Size)));
        Assert.Equal(count, merges[^1].Size);
    }

    [Fact]
    public void Reports_inversions()
    {
        // The third corner of an almost equilateral triangle is nearer to the midpoint of a side than to its ends.
        var merges = CentroidLinkage.Build([0, 0, 1, 0, 0.5f, 0.9f], 2, Cancel).Merges;
        Assert.Equal([1, 0.9], merges.Select(merge => Math.Round(merge.Height, 6)));
    }

    [Fact]
    public void Equal_vectors_merge_at_height_0()
        => Assert.All(CentroidLinkage.Build([.. Enumerable.Repeat(0.3f, 60)], 6, Cancel).Merges, merge => Assert.Equal(0, merge.Height));

    [Fact]
    public void Cancellation_throws()
        => Assert.ThrowsAny<OperationCanceledException>(
            () => CentroidLinkage.Build(RandomRows(50, 4, new Random(1)), 4, new CancellationToken(canceled: true)));

    private static float[] RandomRows(int count, int dimension, Random random)
        => [.. Enumerable.Range(0, count * dimension).Select(_ => random.NextSingle())];

    /// <summary>By definition: compares all pairs of centroids in every step.</summary>
    private static List<Merge> Naive(float[] rows, int dimension)
    {
        var clusters = rows.Chunk(dimension).Select(
            (row, id) => (Id: id, Size: 1, Centroid: row.Select(value => (double)value).ToArray())).ToList();
        var merges = new List<Merge>();
        while (clusters.Count > 1)
        {
            var pairs = from x in clusters from y in clusters where x.Id < y.Id select (x, y, Distance(x.Centroid, y.Centroid));
            var (a, b, distance) = pairs.MinBy(pair => pair.Item3);
            var size = a.Size + b.Size;
            clusters.RemoveAll(cluster => cluster.Id == a.Id || cluster.Id == b.Id);
            clusters.Add((rows.Length / dimension + merges.Count, size,
                [.. a.Centroid.Zip(b.Centroid, (p, q) => (p * a.Size + q * b.Size) / size)]));
            merges.Add(new(a.Id, b.Id, distance, size));
        }

        return merges;
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
