using Speech.Audio;

namespace Speech.Diarization.Annotations;

/// <summary>Progress of the detection of speech.</summary>
/// <param name="AudioSeconds">Seconds of audio read so far.</param>
public readonly record struct SpeechActivityProgress(double AudioSeconds)
{
    /// <summary>Time up to which speech activity is final: seconds, infinity once the audio has ended.</summary>
    public double DecidedSeconds { get; init; }

    /// <summary>Speech regions that have become final since the previous report, in order. The
    /// first may continue the last one of that report.</summary>
    public IReadOnlyList<SpeechRegion> Speech { get; init; } = [];
}
