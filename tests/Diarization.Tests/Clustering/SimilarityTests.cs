using Speech.Diarization.Clustering;

namespace Speech.Diarization.Tests.Clustering;

public class SimilarityTests
{
    private static readonly double[][] Centroids = [[1, 0], [0, 2]];

    [Fact]
    public void It_is_one_plus_the_cosine()
    {
        var similarities = Similarity.Of(Table([3, 0], [-1, 0], null, [float.NaN, 0]), Centroids);
        Assert.Equal([2, 1], similarities[0]!);
        Assert.Equal([0, 1], similarities[1]!);
        Assert.Null(similarities[2]);
        Assert.All(similarities[3]!, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Freely_both_speakers_of_a_window_may_be_one_person()
        => Assert.Equal([0, 0, Clusters.None, 0], Similarity.AssignFreely(Similarity.Of(Table([3, 0], [2, 1], null, [float.NaN, 0]), Centroids)));

    [Fact]
    public void Within_a_window_they_are_two()
        => Assert.Equal([0, 1, Clusters.None, 0], Similarity.AssignWithinWindows(Similarity.Of(Table([3, 0], [2, 1], null, [1, 0]), Centroids), 2, 2));

    private static EmbeddingTable Table(params float[]?[] vectors)
    {
        var table = new EmbeddingTable(2, 2);
        foreach (var vector in vectors) table.Add(vector);
        return table;
    }
}
