namespace Speech.Diarization.Reconstruction;

/// <summary>Decides who is active in each frame of the audio: as many speakers as were counted, those with the most votes.</summary>
internal static class Reconstruct
{
    /// <summary>Elects the speakers of each frame.</summary>
    /// <param name="votes">Shape (frames, clusters).</param>
    /// <param name="counts">Shape (frames): how many speak at once.</param>
    /// <param name="max">At most so many; 1 for an exclusive diarization.</param>
    /// <returns>Shape (frames, speakers); more speakers than clusters where more speak at once than there are clusters.</returns>
    public static FrameActivity Elect(Votes votes, ReadOnlySpan<byte> counts, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, votes.Frames);
        var mostAtOnce = 0;
        foreach (var count in counts) mostAtOnce = Math.Max(mostAtOnce, Math.Min(count, max));
        var activity = new FrameActivity(votes.Frames, Math.Max(votes.Clusters, mostAtOnce));
        for (var frame = 0; frame < counts.Length; frame++)
            for (var elected = Math.Min(counts[frame], max); elected > 0; elected--)
                activity[frame][Next(votes[frame], activity[frame])] = 1;
        return activity;
    }

    /// <summary>The speaker with the most votes among those not elected yet; the lower number among equals.</summary>
    private static int Next(ReadOnlySpan<ushort> votes, ReadOnlySpan<byte> elected)
    {
        var (next, most) = (-1, -1);
        for (var speaker = 0; speaker < elected.Length; speaker++)
        {
            var count = speaker < votes.Length ? votes[speaker] : 0;
            if (elected[speaker] == 0 && count > most) (next, most) = (speaker, count);
        }

        return next;
    }
}
