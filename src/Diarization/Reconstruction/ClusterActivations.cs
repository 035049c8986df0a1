using System.Numerics.Tensors;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Reconstruction;

/// <summary>Cluster activations: the activity of a cluster in a frame of the audio, summed over the windows that contain it; with hard
/// activity, the number of windows in which the cluster is active. Shape (frames, clusters).</summary>
/// <remarks>One hour with ten speakers takes 8 MB.</remarks>
internal sealed class ClusterActivations
{
    private readonly float[] _activations;

    private ClusterActivations(int frames, int clusters)
        => (Frames, Clusters, _activations) = (frames, clusters, new float[frames * clusters]);

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; }

    /// <summary>The number of clusters.</summary>
    public int Clusters { get; }

    /// <summary>The activations of a frame, shape (clusters).</summary>
    /// <param name="frame">Its index.</param>
    public ReadOnlySpan<float> this[int frame] => _activations.AsSpan(frame * Clusters, Clusters);

    /// <summary>Aggregates the windows' segmentations.</summary>
    /// <param name="segmentation">Shape (windows, frames of a window).</param>
    /// <param name="hardClusters">Shape (windows * speakers): the cluster of each local speaker; unassigned speakers are ignored.</param>
    /// <param name="grid">Maps windows and frames to the time axis.</param>
    public static ClusterActivations Aggregate(BinarizedSegmentation segmentation, int[] hardClusters, FrameGrid grid)
    {
        var activations = new ClusterActivations(grid.CountFrames(segmentation.Windows), hardClusters.Max() + 1);
        var masks = new byte[activations.Clusters];
        var activity = new float[segmentation.Frames];
        for (var window = 0; window < segmentation.Windows; window++)
        {
            // Of several local speakers of a window in the same cluster the most active one counts.
            Array.Clear(masks);
            var clusters = hardClusters.AsSpan(window * segmentation.Speakers, segmentation.Speakers);
            for (var speaker = 0; speaker < clusters.Length; speaker++)
                if (clusters[speaker] != ClusteringResult.Unassigned) masks[clusters[speaker]] |= (byte)(1 << speaker);

            for (var cluster = 0; cluster < masks.Length; cluster++)
            {
                if (masks[cluster] == 0) continue;
                segmentation.MaxActivity(window, masks[cluster], activity);
                activations.Add(activity, cluster, grid.FirstFrameOf(window));
            }
        }

        return activations;
    }

    /// <summary>Resegmentation: adds to the activity of each cluster in each window the similarity of its centroid and the embedding of
    /// that moment. How many speakers are active is left to the segmentation.</summary>
    /// <param name="sliding">Embeddings along the audio; if there are none, nothing is added.</param>
    /// <param name="centroids">Shape (clusters, d).</param>
    /// <param name="weight">What a cosine similarity of 1 counts, as a multiple of full activity.</param>
    /// <param name="segmentation">Shape (windows, frames of a window).</param>
    /// <param name="grid">Maps windows and frames to the time axis.</param>
    public void AddSimilarities(
        SlidingEmbeddings sliding, double[][] centroids, double weight, BinarizedSegmentation segmentation, FrameGrid grid)
    {
        if (sliding.Count == 0 || Clusters < 2) return;
        var windows = grid.CountWindows(segmentation.Windows, segmentation.Frames, 0, Frames);
        for (var cluster = 0; cluster < Math.Min(Clusters, centroids.Length); cluster++)
        {
            var centroid = Array.ConvertAll(centroids[cluster], value => (float)value);
            var similarities = new float[sliding.Count];
            for (var i = 0; i < similarities.Length; i++)
            {
                var cosine = TensorPrimitives.CosineSimilarity(sliding[i], centroid);
                // From 0 on: an activation must not be negative. NaN where no embedding could be extracted.
                similarities[i] = float.IsNaN(cosine) ? 0 : 1 + cosine;
            }

            for (var frame = 0; frame < Frames; frame++)
            {
                var (before, after, share) = sliding.Around(grid.MiddleOf(frame));
                var similarity = float.Lerp(similarities[before], similarities[after], share);
                _activations[frame * Clusters + cluster] += (float)weight * similarity * windows[frame];
            }
        }
    }

    private void Add(ReadOnlySpan<float> activity, int cluster, int first)
    {
        for (var frame = 0; frame < activity.Length; frame++) _activations[(first + frame) * Clusters + cluster] += activity[frame];
    }
}
