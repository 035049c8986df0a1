using Speech.Diarization.Clustering;
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

    private void Add(ReadOnlySpan<float> activity, int cluster, int first)
    {
        for (var frame = 0; frame < activity.Length; frame++) _activations[(first + frame) * Clusters + cluster] += activity[frame];
    }
}
