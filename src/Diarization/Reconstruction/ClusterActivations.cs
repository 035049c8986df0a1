using Speech.Diarization.Clustering;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Reconstruction;

/// <summary>Cluster activations: the number of windows in which a cluster is active in a
/// frame of the audio, shape (frames, clusters).</summary>
/// <remarks>About ten windows contain each frame, so two bytes are enough: one hour with ten speakers takes 4 MB.</remarks>
internal sealed class ClusterActivations
{
    private readonly ushort[] _activations;

    private ClusterActivations(int frames, int clusters)
        => (Frames, Clusters, _activations) = (frames, clusters, new ushort[frames * clusters]);

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; }

    /// <summary>The number of clusters.</summary>
    public int Clusters { get; }

    /// <summary>The activations of a frame, shape (clusters).</summary>
    /// <param name="frame">Its index.</param>
    public ReadOnlySpan<ushort> this[int frame] => _activations.AsSpan(frame * Clusters, Clusters);

    /// <summary>Aggregates the windows' segmentations.</summary>
    /// <param name="segmentation">Shape (windows, frames of a window).</param>
    /// <param name="hardClusters">Shape (windows * speakers): the cluster of each local speaker; unassigned speakers are ignored.</param>
    /// <param name="grid">Maps windows and frames to the time axis.</param>
    public static ClusterActivations Aggregate(BinarizedSegmentation segmentation, int[] hardClusters, FrameGrid grid)
    {
        var activations = new ClusterActivations(grid.CountFrames(segmentation.Windows), hardClusters.Max() + 1);
        var masks = new byte[activations.Clusters];
        for (var window = 0; window < segmentation.Windows; window++)
        {
            // Local speakers of a window in the same cluster count once.
            Array.Clear(masks);
            var clusters = hardClusters.AsSpan(window * segmentation.Speakers, segmentation.Speakers);
            for (var speaker = 0; speaker < clusters.Length; speaker++)
                if (clusters[speaker] != ClusteringResult.Unassigned) masks[clusters[speaker]] |= (byte)(1 << speaker);

            for (var cluster = 0; cluster < masks.Length; cluster++)
                if (masks[cluster] != 0) activations.Add(segmentation[window], masks[cluster], cluster, grid.FirstFrameOf(window));
        }

        return activations;
    }

    private void Add(ReadOnlySpan<byte> frames, byte mask, int cluster, int first)
    {
        for (var frame = 0; frame < frames.Length; frame++)
            if ((frames[frame] & mask) != 0) _activations[(first + frame) * Clusters + cluster]++;
    }
}
