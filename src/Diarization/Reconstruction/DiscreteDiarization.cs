namespace Speech.Diarization.Reconstruction;

/// <summary>The speakers that are active in each frame of the audio: shape (frames, speakers), 0 or 1.</summary>
/// <param name="frames">Frames of the audio.</param>
/// <param name="speakers">The number of speakers.</param>
internal sealed class DiscreteDiarization(int frames, int speakers)
{
    private readonly byte[] _active = new byte[frames * speakers];

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; } = frames;

    /// <summary>The number of speakers.</summary>
    public int Speakers { get; } = speakers;

    /// <summary>The speakers of a frame, shape (speakers).</summary>
    /// <param name="frame">Its index.</param>
    public Span<byte> this[int frame] => _active.AsSpan(frame * Speakers, Speakers);

    /// <summary>Selects in each frame the clusters with the highest activations, as many as the speaker count.</summary>
    /// <param name="activations">Shape (frames, clusters).</param>
    /// <param name="counts">Shape (frames): instantaneous speaker count.</param>
    /// <param name="max">The maximum number of simultaneous speakers; 1 for an exclusive diarization.</param>
    /// <returns>Shape (frames, speakers); there are more speakers than clusters if a count exceeds the number of clusters.</returns>
    public static DiscreteDiarization SelectTopSpeakers(ClusterActivations activations, ReadOnlySpan<byte> counts, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, activations.Frames);
        var highestCount = 0;
        foreach (var count in counts) highestCount = Math.Max(highestCount, Math.Min(count, max));
        var diarization = new DiscreteDiarization(activations.Frames, Math.Max(activations.Clusters, highestCount));
        for (var frame = 0; frame < counts.Length; frame++)
            for (var remaining = Math.Min(counts[frame], max); remaining > 0; remaining--)
                diarization[frame][FindNext(activations[frame], diarization[frame])] = 1;
        return diarization;
    }

    /// <summary>The speaker with the highest activation among those not selected yet;
    /// the lowest number, if activations are equal.</summary>
    private static int FindNext(ReadOnlySpan<float> activations, ReadOnlySpan<byte> selected)
    {
        var (next, highest) = (-1, -1f);
        for (var speaker = 0; speaker < selected.Length; speaker++)
        {
            var activation = speaker < activations.Length ? activations[speaker] : 0;
            if (selected[speaker] == 0 && activation > highest) (next, highest) = (speaker, activation);
        }

        return next;
    }
}
