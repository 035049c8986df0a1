using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class KMeansTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Finds_well_separated_clusters()
    {
        var random = new Random(3);
        var expected = Enumerable.Range(0, 120).Select(i => i % 4).ToArray();
        float[] rows = [.. expected.SelectMany(group => new[] { group * 10 + random.NextSingle(), group % 2 * 10 + random.NextSingle() })];

        var (labels, inertia) = new KMeans(new Random(1)).Run(rows, 2, 4, Cancel);

        Assert.Equal(expected, labels);
        Assert.InRange(inertia, 0, expected.Length * 2 * 0.25);
    }

    [Fact]
    public void As_many_clusters_as_vectors_have_no_inertia()
    {
        var (labels, inertia) = new KMeans(new Random(1)).Run([1, 2, 5, 9], 1, 4, Cancel);
        Assert.Equal([0, 1, 2, 3], labels);
        Assert.Equal(0, inertia);
    }

    [Fact]
    public void Equal_vectors_terminate()
    {
        var (labels, inertia) = new KMeans(new Random(1)).Run([3, 3, 3], 1, 2, Cancel);
        Assert.InRange(labels.Max(), 0, 1);
        Assert.Equal(0, inertia);
    }
}
