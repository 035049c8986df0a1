using Speech.Diarization.Clustering;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Reconstruction;

/// <summary>How many windows say that a speaker is active in a frame of the audio: shape (frames, clusters).</summary>
/// <remarks>A frame lies in some ten windows, so that a vote fits into two bytes and an hour of ten speakers into 4 MB.</remarks>
internal sealed class Votes
{
    private readonly ushort[] _votes;

    private Votes(int frames, int clusters) => (Frames, Clusters, _votes) = (frames, clusters, new ushort[frames * clusters]);

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; }

    /// <summary>Clusters.</summary>
    public int Clusters { get; }

    /// <summary>The votes of a frame.</summary>
    public ReadOnlySpan<ushort> this[int frame] => _votes.AsSpan(frame * Clusters, Clusters);

    /// <summary>Counts the votes.</summary>
    /// <param name="segmentations">Shape (windows, frames of a window).</param>
    /// <param name="clusterOf">The cluster of each pair; those without one do not vote.</param>
    /// <param name="grid">Where the frames lie.</param>
    public static Votes Count(Segmentations segmentations, int[] clusterOf, FrameGrid grid)
    {
        var votes = new Votes(grid.CountFrames(segmentations.Windows), clusterOf.Max() + 1);
        var masks = new byte[votes.Clusters];
        for (var window = 0; window < segmentations.Windows; window++)
        {
            // Speakers of the window that are one person vote once.
            Array.Clear(masks);
            var pairs = clusterOf.AsSpan(window * segmentations.Speakers, segmentations.Speakers);
            for (var speaker = 0; speaker < pairs.Length; speaker++)
                if (pairs[speaker] != Clustering.Clusters.None) masks[pairs[speaker]] |= (byte)(1 << speaker);

            for (var cluster = 0; cluster < masks.Length; cluster++)
                if (masks[cluster] != 0) votes.Add(segmentations[window], masks[cluster], cluster, grid.FirstFrameOf(window));
        }

        return votes;
    }

    private void Add(ReadOnlySpan<byte> frames, byte mask, int cluster, int first)
    {
        for (var frame = 0; frame < frames.Length; frame++)
            if ((frames[frame] & mask) != 0) _votes[(first + frame) * Clusters + cluster]++;
    }
}
