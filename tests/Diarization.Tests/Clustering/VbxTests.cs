using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class VbxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>More vectors than gamma has in a block: 500 of a speaker, then 200 of another one.</summary>
    [Fact]
    public void The_order_of_the_vectors_does_not_matter()
    {
        var random = new Random(13);
        double[][] features = [.. Enumerable.Range(0, 700)
            .Select(t => new[] { (t < 500 ? -3 : 2) + random.NextDouble(), random.NextDouble() })];
        int[] labels = [.. Enumerable.Range(0, 700).Select(t => (t < 500 ? 0 : 1) + 2 * random.Next(2))];

        var (gamma, pi) = Run(features, labels);
        var (reversed, reversedPi) = Run([.. features.Reverse()], [.. labels.Reverse()]);

        Assert.Equal(700, gamma.Length);
        for (var t = 0; t < gamma.Length; t++)
            for (var speaker = 0; speaker < 4; speaker++) Assert.Equal(gamma[t][speaker], reversed[^(t + 1)][speaker], 1e-6);
        for (var speaker = 0; speaker < 4; speaker++)
        {
            Assert.Equal(pi[speaker], reversedPi[speaker], 1e-6);
            Assert.Equal(pi[speaker], gamma.Average(row => row[speaker]), 1e-9);
        }

        var speakers = gamma.Select(row => Array.IndexOf(row, row.Max())).ToArray();
        Assert.NotEqual(speakers[0], speakers[^1]);
        Assert.Equal(Enumerable.Range(0, 700).Select(t => speakers[t < 500 ? 0 : ^1]), speakers);
    }

    [Fact]
    public void Can_be_cancelled()
        => Assert.ThrowsAny<OperationCanceledException>(() => new Vbx([[1], [2]], [1], 1, 1).Run([0, 1], new CancellationToken(true)));

    private static (double[][] Gamma, double[] Pi) Run(double[][] features, int[] labels)
    {
        var posteriors = new Vbx(features, [5, 1], 0.5, 1).Run(labels, Cancel);
        return ([.. posteriors.Gamma.Read(Cancel).Select(row => (double[])row.Clone())], posteriors.Pi);
    }
}
