using System.Runtime.InteropServices;

namespace Speech.Diarization.Reconstruction;

/// <summary>The speakers that are active in each frame of the audio.</summary>
/// <remarks>One hour with one speaker at a time takes 2 MB, however many speakers there are.</remarks>
internal sealed class DiscreteDiarization
{
    // The speakers of all frames, and where those of each frame end.
    private readonly List<int> _speakers = [];
    private readonly List<int> _ends = [];

    /// <summary>Frames so far.</summary>
    public int Frames => _ends.Count;

    /// <summary>The speakers of a frame, the most active one first.</summary>
    /// <param name="frame">Its index.</param>
    public ReadOnlySpan<int> this[int frame]
        => CollectionsMarshal.AsSpan(_speakers)[(frame == 0 ? 0 : _ends[frame - 1]).._ends[frame]];

    /// <summary>Selects in each frame the clusters with the highest activations, as many as the speaker count.</summary>
    /// <param name="activations">Shape (frames, clusters).</param>
    /// <param name="counts">Shape (frames): instantaneous speaker count.</param>
    /// <param name="max">The maximum number of simultaneous speakers.</param>
    /// <param name="cancellationToken">Checked before each window.</param>
    /// <returns>There are more speakers than clusters if a count exceeds the number of clusters.</returns>
    public static DiscreteDiarization SelectTopSpeakers(
        ClusterActivations activations, ReadOnlySpan<byte> counts, int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, activations.Frames);
        var diarization = new DiscreteDiarization();
        foreach (var frame in activations.Read(cancellationToken))
            diarization.AddTopSpeakers(frame.Span, Math.Min(counts[diarization.Frames], max));
        return diarization;
    }

    /// <summary>Appends a frame.</summary>
    /// <param name="speakers">Its speakers, the most active one first.</param>
    public void Add(ReadOnlySpan<int> speakers)
    {
        _speakers.AddRange(speakers);
        _ends.Add(_speakers.Count);
    }

    private void AddTopSpeakers(ReadOnlySpan<float> activations, int count)
    {
        Span<int> selected = stackalloc int[count];
        for (var i = 0; i < count; i++) selected[i] = i < activations.Length ? FindNext(activations, selected[..i]) : i;
        Add(selected);
    }

    /// <summary>The cluster with the highest activation among those not selected yet; the lowest number, if activations are
    /// equal.</summary>
    private static int FindNext(ReadOnlySpan<float> activations, ReadOnlySpan<int> selected)
    {
        var (next, highest) = (-1, -1f);
        for (var cluster = 0; cluster < activations.Length; cluster++)
            if (activations[cluster] > highest && !selected.Contains(cluster)) (next, highest) = (cluster, activations[cluster]);
        return next;
    }
}
