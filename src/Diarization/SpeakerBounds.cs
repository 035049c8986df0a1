namespace Speech.Diarization;

/// <summary>How many speakers there may be.</summary>
public readonly record struct SpeakerBounds
{
    /// <summary>Bounds on the number of speakers.</summary>
    /// <param name="min">At least so many, where the audio lets that many be told apart; at least 1.</param>
    /// <param name="max">At most so many; at least <paramref name="min"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is below 1, or the least is more than the most.</exception>
    public SpeakerBounds(int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        (Min, Max) = (min, max);
    }

    /// <summary>Any number of speakers.</summary>
    public static SpeakerBounds Any => new(1, int.MaxValue);

    /// <summary>At least so many. Default: 1.</summary>
    public int Min { get; }

    /// <summary>At most so many. Default: no limit.</summary>
    public int Max { get; }

    /// <summary>The bounds a request asks for.</summary>
    /// <param name="exactly">Number of speakers; wins over the other two.</param>
    /// <param name="min">At least so many; null for 1.</param>
    /// <param name="max">At most so many; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is below 1, or the least is more than the most.</exception>
    public static SpeakerBounds Of(int? exactly, int? min, int? max) => new(exactly ?? min ?? 1, exactly ?? max ?? int.MaxValue);

    /// <summary>No more than there are voices to tell apart, and at least 1.</summary>
    internal SpeakerBounds Within(int voices) => new(Math.Clamp(voices, 1, Min), Math.Clamp(voices, 1, Max));
}
