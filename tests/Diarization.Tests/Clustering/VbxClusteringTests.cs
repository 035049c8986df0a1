using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Clustering;

public class VbxClusteringTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Two speakers; in every fourth window the segmentation splits the first one in two, and the second one is silent.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Constrained_assignment_separates_the_speakers_of_each_window(bool constrained)
    {
        var random = new Random(3);
        var segmentation = new BinarizedSegmentation(10, 2);
        var embeddings = new SpeakerEmbeddings(2, 2);
        for (var window = 0; window < 40; window++)
        {
            segmentation.Add([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
            embeddings.Add(CreateEmbedding(0));
            embeddings.Add(CreateEmbedding(window % 4 == 3 ? 0 : 1));
        }

        var plda = new PldaParameters([0, 0], [0, 0], [1, 0, 0, 1], [0, 0], [10, 0, 0, 10], [20, 20]);
        var options = new VbxOptions(plda) { ConstrainedAssignment = constrained };
        var clusters = new VbxClustering(options).Cluster(embeddings, segmentation, SpeakerBounds.Any, Cancel);

        Assert.Equal(2, clusters.Centroids.Length);
        for (var window = 0; window < 40; window++)
            Assert.Equal(constrained || window % 4 != 3, clusters.HardClusters[2 * window] != clusters.HardClusters[2 * window + 1]);

        float[] CreateEmbedding(int speaker) => [(speaker == 0 ? 1 : 0) + Noise(), (speaker == 0 ? 0 : 1) + Noise()];

        float Noise() => (float)(random.NextDouble() - 0.5) * 0.1f;
    }
}
