using System.Text.Json;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Counting;
using Speech.Diarization.Reconstruction;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Golden;

/// <summary>Every stage behind the networks against the reference's, with the tolerances of the golden manifest.</summary>
public class PostNetworkTests
{
    private const double LinkageHeights = 1e-6, Posteriors = 1e-6, Bounds = 1e-9, Centroids = 1e-5, Segments = 1e-6;

    public static TheoryData<string> Cases()
    {
        var index = Reference.PathOf("diarization", "post_network", "index.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(index)).RootElement.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_stage_makes_what_the_reference_makes(string id)
    {
        using var golden = new PostNetworkCase(id);
        var counts = SpeakerCount.Of(golden.Segmentations, PostNetworkCase.Grid);
        Assert.Equal(golden.Ints("count"), counts.Select(count => (int)count));
        if (!golden.Has("hard_clusters_final")) return;

        Assert.Equal(golden.Ints("count_capped"), counts.Select(count => Math.Min(count, golden.Bounds.Max)));
        VerifyTree(golden, id);
        if (golden.IsVbx && golden.Has("vbx_gamma")) VerifyPosteriors(golden);
        var clusters = Cluster(golden);
        Assert.Equal(golden.Shape("centroids")[0], clusters.Centroids.Length);
        if (golden.IsKMeans && !IsSamePartition(golden)) return;

        VerifyClusters(golden, clusters);
        VerifyTurns(golden, clusters, counts);
    }

    private static void VerifyTree(PostNetworkCase golden, string id)
    {
        if (!golden.Has("linkage")) return;
        var training = Training(golden);
        Assert.Equal(golden.Ints("train_chunk_idx").Zip(golden.Ints("train_speaker_idx"), (window, speaker) => window * golden.Segmentations.Speakers + speaker), training);
        var tree = CentroidLinkage.Build(Unit(golden, training), golden.Embeddings.Dimension, TestContext.Current.CancellationToken);
        var linkage = golden.Doubles("linkage").Chunk(4).ToArray();
        Close.To([.. linkage.Select(row => row[2])], [.. tree.Merges.Select(merge => merge.Height)], LinkageHeights, "heights");
        // Two of its heights are equal to within rounding, and may change places.
        if (!id.Contains("minor100", StringComparison.Ordinal))
            Assert.Equal(linkage.Select(row => ((int)row[0], (int)row[1], (int)row[3])), tree.Merges.Select(merge => (merge.Left, merge.Right, merge.Size)));
        Assert.Equal(golden.Ints("ahc_clusters_at_threshold"), tree.CutAt(golden.Threshold));
    }

    private static void VerifyPosteriors(PostNetworkCase golden)
    {
        var options = (VbxOptions)golden.Options.Clustering;
        var plda = new Plda(options.Plda);
        var features = plda.Transform(golden.Embeddings.Gather(Training(golden)));
        Close.To(Magnitudes(golden.Doubles("plda_features")), Magnitudes(features.SelectMany(row => row)), Posteriors, "features");
        var posteriors = new VariationalBayes(features, plda.Phi, options.Fa, options.Fb).Run(golden.Ints("ahc_init"), TestContext.Current.CancellationToken);
        Close.To(golden.Doubles("vbx_gamma"), [.. posteriors.Responsibilities.SelectMany(row => row)], Posteriors, "gamma");
        Close.To(golden.Doubles("vbx_pi"), posteriors.Priors, Posteriors, "pi");
        Assert.Equal(golden.Doubles("vbx_elbo").Length, posteriors.Bounds.Count);
        foreach (var (expected, bound) in golden.Doubles("vbx_elbo").Zip(posteriors.Bounds)) Assert.Equal(expected, bound, Math.Abs(expected) * Bounds);
    }

    // The seeds of k-means are another library's: where its answer depends on them, it must be as good.
    private static bool IsSamePartition(PostNetworkCase golden)
    {
        var training = Training(golden);
        var wanted = golden.Shape("centroids")[0];
        var (labels, inertia) = new KMeans(new Random(42)).Run(Unit(golden, training), golden.Embeddings.Dimension, wanted, TestContext.Current.CancellationToken);
        Assert.Equal(wanted, labels.Distinct().Count());
        Assert.InRange(inertia, 0, 1.05 * golden.KMeansInertia);
        var pairs = golden.Ints("kmeans_labels").Zip(labels).Distinct().ToList();
        if (golden.IsKMeansUnique) Assert.Equal(wanted, pairs.Count);
        return pairs.Count == wanted && pairs.TrueForAll(pair => pair.First == pair.Second);
    }

    private static void VerifyClusters(PostNetworkCase golden, Clusters clusters)
    {
        Assert.Equal(golden.Ints("hard_clusters_final").Select(cluster => cluster == -2 ? Clusters.None : cluster), clusters.Of);
        Close.To(golden.Doubles("centroids"), [.. clusters.Centroids.SelectMany(row => row)], Centroids, "centroids");
        // One cluster is not compared with anything.
        if (clusters.Centroids.Length < 2) return;
        var expected = golden.Doubles("soft_clusters").Chunk(clusters.Centroids.Length).ToArray();
        var actual = Similarity.Of(golden.Embeddings, clusters.Centroids);
        for (var pair = 0; pair < actual.Length; pair++)
            if (actual[pair] is { } row) Close.To(expected[pair], row, Centroids, $"similarities of {pair}");
    }

    private static void VerifyTurns(PostNetworkCase golden, Clusters clusters, byte[] counts)
    {
        var votes = Votes.Count(golden.Segmentations, clusters.Of, PostNetworkCase.Grid);
        var (activity, exclusive) = (Reconstruct.Elect(votes, counts, golden.Bounds.Max), Reconstruct.Elect(votes, counts, 1));
        Assert.Equal(golden.Bytes("discrete_diarization"), Frames(activity));
        Assert.Equal(golden.Bytes("exclusive_discrete_diarization"), Frames(exclusive));
        var (turns, exclusiveTurns, speakers) = Annotation.Name(TurnsOf(activity), TurnsOf(exclusive), clusters.Centroids, golden.Samples / 16000.0);
        VerifyNamed(golden, turns, exclusiveTurns, speakers);

        List<ClusterTurn> TurnsOf(FrameActivity frames) => TurnBuilder.Build(frames, PostNetworkCase.Grid, golden.Options.MinSilence);
    }

    private static void VerifyNamed(PostNetworkCase golden, List<SpeakerTurn> turns, List<SpeakerTurn> exclusive, List<Speaker> speakers)
    {
        Same(golden.Turns("segments"), turns);
        Same(golden.Turns("exclusive_segments"), exclusive);
        Assert.Equal(golden.Labels, speakers.Select(speaker => speaker.Name));
        Assert.Equal(golden.Text("rttm"), Rttm.Write(turns, golden.Input));
        Assert.Equal(golden.Text("exclusive_rttm"), Rttm.Write(exclusive, golden.Input));
        // Where there is no voice the reference has NaN, or zeros.
        var embeddings = golden.Doubles("speaker_embeddings").Chunk(golden.Embeddings.Dimension).Select(row => double.IsFinite(row[0]) && row.Any(value => value != 0) ? row : null);
        foreach (var (expected, speaker) in embeddings.Zip(speakers))
        {
            Assert.Equal(expected is null, speaker.Embedding is null);
            if (expected is not null) Close.To(expected, [.. speaker.Embedding!.Select(value => (double)value)], Centroids, speaker.Name);
        }
    }

    internal static void Same(List<SpeakerTurn> expected, IReadOnlyList<SpeakerTurn> actual)
    {
        Assert.Equal(expected.Select(turn => turn.Speaker), actual.Select(turn => turn.Speaker));
        Close.To([.. expected.Select(turn => turn.Start)], [.. actual.Select(turn => turn.Start)], Segments, "starts");
        Close.To([.. expected.Select(turn => turn.End)], [.. actual.Select(turn => turn.End)], Segments, "ends");
    }

    private static Clusters Cluster(PostNetworkCase golden)
    {
        IClustering clustering = golden.Options.Clustering is AgglomerativeOptions agglomerative
            ? new AgglomerativeClustering(agglomerative) : new VbxClustering((VbxOptions)golden.Options.Clustering);
        return clustering.Cluster(golden.Embeddings, golden.Segmentations, golden.Bounds, TestContext.Current.CancellationToken);
    }

    private static int[] Training(PostNetworkCase golden)
        => TrainingSet.Select(golden.Embeddings, golden.Segmentations, golden.Options.Clustering is AgglomerativeOptions { Filter: var filter } ? filter : EmbeddingFilter.MostlyAlone);

    private static float[] Unit(PostNetworkCase golden, int[] training) => VectorMath.Normalise(golden.Embeddings.Gather(training), golden.Embeddings.Dimension);

    private static byte[] Frames(FrameActivity activity) => [.. Enumerable.Range(0, activity.Frames).SelectMany(frame => activity[frame].ToArray())];

    // The directions of a PLDA have no sign.
    private static double[] Magnitudes(IEnumerable<double> values) => [.. values.Select(Math.Abs)];
}
