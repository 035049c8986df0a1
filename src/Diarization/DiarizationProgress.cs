namespace Speech.Diarization;

/// <summary>How far a diarization is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="AudioSeconds">Seconds of audio that the networks have heard.</param>
public readonly record struct DiarizationProgress(DiarizationStage Stage, double AudioSeconds)
{
    /// <summary>Up to here it is decided whether anybody speaks: seconds, infinity once the audio is over. No window to come hears what lies before.</summary>
    public double DecidedSeconds { get; init; }

    /// <summary>Where anybody speaks in what was decided since the report before; in order, the first may go on where the last one of that report ended.</summary>
    public IReadOnlyList<SpeechRegion> Speech { get; init; } = [];
}

/// <summary>The stages of a diarization, in their order.</summary>
public enum DiarizationStage
{
    /// <summary>The networks hear the audio as it comes.</summary>
    Listening,

    /// <summary>The audio is over; the voices are clustered.</summary>
    Clustering,

    /// <summary>The turns are put together.</summary>
    Reconstruction,
}
