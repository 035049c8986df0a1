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

    // Where no speech was detected, text needs both. Measured with Whisper base: of speech that was missed (echoes, noise 3 dB below it) the
    // first was at most 0.21 and the second at least -0.60; of music, machines and animals 0.18 and -0.50, and otherwise one was far off.
    private const double UndetectedProbability = 0.2, UndetectedLogProbability = -0.7;

    // The fallback's own limit, which none of its attempts has reached; and tokens per second, of which speech has three or more.
    private const double MinLogProbability = -1, MinTokenRate = 1;

    // Of parts that were decoded again, a few words need either to be probable. Measured with Whisper base: where they were missing ("Enter
    // 8-4.", "1,000."), the probability of no speech was at most 0.298 and the mean log-probability at least -0.95; where they were
    // invented ("Thank you."), the first at least 0.31 or the second at most -1.37. A whole sentence of a learner may be as improbable.
    private const int MinRecoveredTokens = 8;

    /// <summary>Whether the text of a window or of a part of one is invented.</summary>
    /// <param name="attempt">The result of the decoder.</param>
    /// <param name="speechSeconds">Seconds of detected speech in it.</param>
    /// <param name="evidence">Why it may be speech.</param>
    public bool IsIn(DecodingAttempt attempt, double speechSeconds, Evidence evidence)
    {
        if (Environment.GetEnvironmentVariable("UNDETECTED_LOG") is not null && evidence is Evidence.Loudness)
            Console.Error.WriteLine($"UNDETECTED {attempt.NoSpeechProbability:0.000} {attempt.AverageLogProbability:0.00} {attempt.Tokens.Count(isText)} {speechSeconds:0.0}");
        if (evidence is Evidence.Loudness)
            return attempt.NoSpeechProbability > UndetectedProbability || attempt.AverageLogProbability < UndetectedLogProbability
                || attempt.Tokens.Count(isText) < speechSeconds * MinTokenRate;
        if (attempt.NoSpeechProbability > NoSpeechProbability) return true;
        var isRecovered = evidence is Evidence.Recovered;
        var tokens = attempt.Tokens.Count(isText);
        var isUncertain = attempt.NoSpeechProbability > (isRecovered ? RecoveredProbability : UncertainProbability);
        var isImprobable = attempt.AverageLogProbability < MinLogProbability;
        return isRecovered && tokens < MinRecoveredTokens ? isUncertain || isImprobable
            : isUncertain && (isImprobable || tokens < speechSeconds * MinTokenRate);
    }
}

/// <summary>Why audio may be speech.</summary>
internal enum Evidence
{
    /// <summary>Speech was detected in it.</summary>
    Detected,

    /// <summary>Speech was detected in it, and the text of its window has none for it.</summary>
    Recovered,

    /// <summary>It is as loud as speech.</summary>
    Loudness,
}
