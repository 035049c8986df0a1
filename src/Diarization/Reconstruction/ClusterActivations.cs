using Speech.Diarization.Clustering;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Reconstruction;

/// <summary>Cluster activations: the activity of a cluster in a frame of the audio, summed over the windows that contain it; with hard
/// activity, the number of windows in which the cluster is active. Shape (frames, clusters), of which only the frames of one window are
/// kept: twelve hours with 100 speakers would take 1 GB.</summary>
/// <param name="segmentation">Shape (windows, frames of a window).</param>
/// <param name="hardClusters">Shape (windows * speakers): the cluster of each local speaker; unassigned speakers are ignored.</param>
/// <param name="grid">Maps windows and frames to the time axis.</param>
/// <param name="resegmentation">What is added to the activity; null for nothing.</param>
internal sealed class ClusterActivations(
    BinarizedSegmentation segmentation, int[] hardClusters, FrameGrid grid, Resegmentation? resegmentation = null)
{
    private readonly int _clusters = hardClusters.Max() + 1;

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; } = grid.CountFrames(segmentation.Windows);

    /// <summary>The activations of all frames in order, shape (clusters) each; valid until the next one is requested.</summary>
    /// <param name="cancellationToken">Checked before each window.</param>
    public IEnumerable<ReadOnlyMemory<float>> Read(CancellationToken cancellationToken = default)
    {
        // Frames share a row with those a window's length away: their windows, and the activations of each cluster.
        var windows = new int[segmentation.Frames];
        var rows = Array.ConvertAll(windows, _ => new float[_clusters]);
        var activity = new float[segmentation.Frames];
        for (var window = 0; window < segmentation.Windows; window++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(window, activity, rows);
            var first = grid.FirstFrameOf(window);
            for (var frame = 0; frame < windows.Length; frame++) windows[(first + frame) % windows.Length]++;

            // No later window contains the frames before the next one.
            var end = window + 1 < segmentation.Windows ? grid.FirstFrameOf(window + 1) : Frames;
            for (var frame = first; frame < end; frame++)
            {
                var row = frame % rows.Length;
                resegmentation?.AddTo(rows[row], grid.MiddleOf(frame), windows[row]);
                yield return rows[row];
                Array.Clear(rows[row]);
                windows[row] = 0;
            }
        }
    }

    private void Add(int window, float[] activity, float[][] rows)
    {
        var first = grid.FirstFrameOf(window);
        var clusters = hardClusters.AsSpan(window * segmentation.Speakers, segmentation.Speakers);
        for (var speaker = 0; speaker < clusters.Length; speaker++)
        {
            var cluster = clusters[speaker];
            if (cluster == ClusteringResult.Unassigned || clusters[..speaker].Contains(cluster)) continue;
            // Of several local speakers of a window in the same cluster the most active one counts.
            byte mask = 0;
            for (var other = speaker; other < clusters.Length; other++)
                if (clusters[other] == cluster) mask |= (byte)(1 << other);
            segmentation.MaxActivity(window, mask, activity);
            for (var frame = 0; frame < activity.Length; frame++) rows[(first + frame) % rows.Length][cluster] += activity[frame];
        }
    }
}
