namespace Speech.Diarization.Clustering;

/// <summary>Bounds on the number of speakers.</summary>
public readonly record struct SpeakerBounds
{
    /// <summary>Creates bounds.</summary>
    /// <param name="min">The minimum number of speakers, where the audio has that many distinct embeddings; at least 1.</param>
    /// <param name="max">The maximum number of speakers; at least <paramref name="min"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is less than 1, or the minimum exceeds the maximum.</exception>
    public SpeakerBounds(int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        (Min, Max) = (min, max);
    }

    /// <summary>Any number of speakers.</summary>
    public static SpeakerBounds Any => new(1, int.MaxValue);

    /// <summary>The minimum number of speakers.</summary>
    public int Min { get; }

    /// <summary>The maximum number of speakers.</summary>
    public int Max { get; }

    /// <summary>Combines the parameters of a request.</summary>
    /// <param name="exact">The number of speakers; takes precedence over the other two.</param>
    /// <param name="min">The minimum number of speakers; null for 1.</param>
    /// <param name="max">The maximum number of speakers; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is less than 1, or the minimum exceeds the maximum.</exception>
    public static SpeakerBounds Of(int? exact, int? min, int? max) => new(exact ?? min ?? 1, exact ?? max ?? int.MaxValue);

    /// <summary>Limits the bounds to the number of embeddings, and to at least 1.</summary>
    internal SpeakerBounds Limit(int embeddings) => new(Math.Clamp(embeddings, 1, Min), Math.Clamp(embeddings, 1, Max));
}
