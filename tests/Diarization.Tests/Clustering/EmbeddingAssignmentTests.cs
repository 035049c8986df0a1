using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;

namespace Speech.Diarization.Tests.Clustering;

public class EmbeddingAssignmentTests
{
    private static readonly double[][] Centroids = [[1, 0], [0, 2]];

    [Fact]
    public void Similarity_is_one_plus_the_cosine()
    {
        var similarities = ComputeSimilarities([3, 0], [-1, 0], null, [float.NaN, 0]);
        Assert.Equal([2, 1], similarities[0]!);
        Assert.Equal([0, 1], similarities[1]!);
        Assert.Null(similarities[2]);
        Assert.All(similarities[3]!, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Nearest_assignment_allows_one_cluster_for_two_speakers_of_a_window()
    {
        var similarities = ComputeSimilarities([3, 0], [2, 1], null, [float.NaN, 0]);
        Assert.Equal([0, 0, ClusteringResult.Unassigned, 0], EmbeddingAssignment.AssignNearest(similarities));
    }

    [Fact]
    public void Constrained_assignment_separates_the_speakers_of_a_window()
    {
        var similarities = ComputeSimilarities([3, 0], [2, 1], null, [1, 0]);
        Assert.Equal([0, 1, ClusteringResult.Unassigned, 0], EmbeddingAssignment.AssignConstrained(similarities, 2, 2));
    }

    private static double[]?[] ComputeSimilarities(params float[]?[] vectors)
    {
        var table = new SpeakerEmbeddings(2, 2);
        foreach (var vector in vectors) table.Add(vector);
        return [.. EmbeddingAssignment.ComputeSimilarities(table, Centroids, TestContext.Current.CancellationToken)];
    }
}
