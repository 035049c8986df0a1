using Speech.Whisper.Fallback;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Finds text that the network has invented, for music or noise that voice activity detection took for speech.</summary>
/// <param name="isText">Distinguishes text tokens from timestamps.</param>
/// <remarks>
/// In windows of speech alone the probability of no speech means more than in windows with pauses: measured with Whisper base, it was at
/// most 0.45 in speech, and higher in nearly all music and noise.
/// </remarks>
internal sealed class InventedText(Func<int, bool> isText)
{
    // Above the first there is no speech; above the second, or in parts that were decoded again above the third, there is none if the text
    // is improbable, or far too short.
    private const double NoSpeechProbability = 0.55, UncertainProbability = 0.25, RecoveredProbability = 0.3;

    // The fallback's own limit, which none of its attempts has reached; and tokens per second, of which speech has three or more.
    private const double MinLogProbability = -1, MinTokenRate = 1;

    // Of parts that were decoded again, a few words need either to be probable. Measured with Whisper base: where they were missing ("Enter
    // 8-4.", "1,000."), the probability of no speech was at most 0.298 and the mean log-probability at least -0.95; where they were
    // invented ("Thank you."), the first at least 0.31 or the second at most -1.37. A whole sentence of a learner may be as improbable.
    private const int MinRecoveredTokens = 8;

    /// <summary>Whether the text of a window or of a part of one is invented.</summary>
    /// <param name="attempt">The result of the decoder.</param>
    /// <param name="speechSeconds">Seconds of detected speech in it.</param>
    /// <param name="isRecovered">Whether it is a part that was decoded again.</param>
    public bool IsIn(DecodingAttempt attempt, double speechSeconds, bool isRecovered)
    {
        if (attempt.NoSpeechProbability > NoSpeechProbability) return true;
        var tokens = attempt.Tokens.Count(isText);
        var isUncertain = attempt.NoSpeechProbability > (isRecovered ? RecoveredProbability : UncertainProbability);
        var isImprobable = attempt.AverageLogProbability < MinLogProbability;
        return isRecovered && tokens < MinRecoveredTokens ? isUncertain || isImprobable
            : isUncertain && (isImprobable || tokens < speechSeconds * MinTokenRate);
    }
}
