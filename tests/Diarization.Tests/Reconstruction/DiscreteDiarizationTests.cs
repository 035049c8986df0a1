using Speech.Diarization.Embedding;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Reconstruction;

public class DiscreteDiarizationTests
{
    private static readonly FrameGrid Grid = new(4, 1, 1, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Selects_as_many_speakers_as_counted_up_to_the_maximum()
    {
        var activations = Aggregate([[1, 3, 2, 0], [3, 3, 0, 0]], [0, 1, 1, 0]);
        byte[] counts = [1, 2, 2, 1, 0, 0];
        foreach (var max in new[] { 1, 2 })
        {
            var diarization = DiscreteDiarization.SelectTopSpeakers(activations, counts, max, Cancel);
            for (var frame = 0; frame < counts.Length; frame++)
                Assert.Equal(Math.Min(counts[frame], max), diarization[frame].ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void Selects_the_highest_activation_or_the_lowest_number_if_equal()
    {
        // In frame 1 cluster 1 is active in both windows and cluster 0 in one; in frame 2 each is active in one.
        var activations = Aggregate([[0, 3, 3, 0], [2, 0, 0, 0]], [0, 1, 0, 1]);
        var diarization = DiscreteDiarization.SelectTopSpeakers(activations, [0, 1, 1, 0, 0, 0], 1, Cancel);
        Assert.Equal([1], diarization[1].ToArray());
        Assert.Equal([0], diarization[2].ToArray());
    }

    [Fact]
    public void Counts_above_the_number_of_clusters_add_speakers()
    {
        var diarization = DiscreteDiarization.SelectTopSpeakers(Aggregate([[3, 0, 0, 0]], [0, 0]), [2, 0, 0, 0, 0], 3, Cancel);
        Assert.Equal([0, 1], diarization[0].ToArray());
    }

    [Fact]
    public void Can_be_cancelled()
    {
        var activations = Aggregate([[1, 3, 2, 0]], [0, 1]);
        Assert.ThrowsAny<OperationCanceledException>(
            () => DiscreteDiarization.SelectTopSpeakers(activations, [1, 2, 2, 1, 0], 2, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Local_speakers_of_one_window_in_the_same_cluster_count_once()
        => Assert.Equal([1], FirstFrame(Aggregate([[3, 3, 3, 3]], [0, 0])));

    [Fact]
    public void Resegmentation_gives_a_frame_to_the_speaker_it_resembles()
    {
        // The segmentation takes the two people, who follow each other, for one.
        var segmentation = Segmentation([[1, 1, 1, 1], [2, 2, 2, 2]]);
        var sliding = new SlidingEmbeddings();
        sliding.Add(1.5, [1, 0]);
        sliding.Add(2.5, [0, 1]);

        var resegmentation = new Resegmentation(sliding, [[0.1, 1], [1, 0.1]], weight: 4);
        var activations = new ClusterActivations(segmentation, [0, 1, 0, 1], Grid, resegmentation);

        var diarization = DiscreteDiarization.SelectTopSpeakers(activations, [1, 1, 1, 1, 1, 0], 1, Cancel);
        Assert.Equal([1, 1, 0, 0, 0], Enumerable.Range(0, 5).Select(frame => diarization[frame][0]));
    }

    [Fact]
    public void Speakers_without_an_embedding_take_no_part_in_resegmentation()
    {
        var segmentation = Segmentation([[1, 1, 1, 1]]);
        var sliding = new SlidingEmbeddings();
        sliding.Add(2, [0, 0]);

        var resegmentation = new Resegmentation(sliding, [[1, 0], [double.NaN, double.NaN]], weight: 4);

        Assert.Equal([1, 0], FirstFrame(new ClusterActivations(segmentation, [0, 1], Grid, resegmentation)));
    }

    private static float[] FirstFrame(ClusterActivations activations) => activations.Read(Cancel).First().ToArray();

    private static ClusterActivations Aggregate(byte[][] windows, int[] hardClusters)
        => new(Segmentation(windows), hardClusters, Grid);

    private static BinarizedSegmentation Segmentation(byte[][] windows)
    {
        var segmentation = new BinarizedSegmentation(4, 2);
        foreach (var window in windows) segmentation.Add(window);
        return segmentation;
    }
}
