using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class VbxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>More vectors than gamma has in a block; each of a hundred vectors occurs seven times.</summary>
    [Fact]
    public void Equal_vectors_have_equal_responsibilities_of_which_the_priors_are_the_mean()
    {
        var random = new Random(13);
        var distinct = Enumerable.Range(0, 100).Select(i => new[] { i % 2 * 4 - 2 + random.NextDouble(), random.NextDouble() }).ToArray();
        double[][] features = [.. Enumerable.Range(0, 700).Select(t => distinct[t % 100])];
        int[] labels = [.. Enumerable.Range(0, 700).Select(t => t % 2 + 2 * random.Next(2))];

        var posteriors = new Vbx(features, [5, 1], 0.5, 1).Run(labels, Cancel);

        double[][] gamma = [.. posteriors.Gamma.Read(Cancel).Select(row => (double[])row.Clone())];
        Assert.Equal(700, gamma.Length);
        for (var t = 100; t < gamma.Length; t++) Assert.Equal(gamma[t - 100], gamma[t]);
        for (var speaker = 0; speaker < 4; speaker++)
            Assert.Equal(gamma.Average(row => row[speaker]), posteriors.Pi[speaker], 1e-9);
        var speakers = gamma.Select(row => Array.IndexOf(row, row.Max())).ToArray();
        Assert.Equal(2, speakers.Distinct().Count());
        Assert.All(speakers.Chunk(2), pair => Assert.Equal(speakers[..2], pair));
    }

    [Fact]
    public void Can_be_cancelled()
        => Assert.ThrowsAny<OperationCanceledException>(() => new Vbx([[1], [2]], [1], 1, 1).Run([0, 1], new CancellationToken(true)));
}
