using Speech.Whisper.Fallback;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Finds text that the network has invented, for music or noise that voice activity detection took for speech.</summary>
/// <param name="isText">Distinguishes text tokens from timestamps.</param>
/// <remarks>
/// In windows of speech alone the probability of no speech means more than in windows with pauses: measured with Whisper base, it was at
/// most 0.45 in speech of usual loudness, and higher in nearly all music and noise.
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
    private const int FewTokens = 8;

    // A sentence that is this probable is speech although it is so quiet that the first limit is exceeded: 57 dB below full scale spelled
    // letters had 0.57 and -0.44; music and machines in which speech was detected had five tokens, or -0.87.
    private const double SentenceLogProbability = -0.6, SentenceTokenRate = 2;

    // Where no speech was detected, only a sentence with all of these is speech. Measured with Whisper base: speech with echoes had at most
    // 0.19, at least -0.68 and five tokens per second; of music, machines and animals, nothing had two of them.
    private const double UndetectedProbability = 0.2, UndetectedLogProbability = -0.7, UndetectedTokenRate = 3;

    /// <summary>Whether the text of a window or of a part of one is invented.</summary>
    /// <param name="attempt">The result of the decoder.</param>
    /// <param name="seconds">Seconds of speech, or of what may be speech, in it.</param>
    /// <param name="evidence">Why it may be speech.</param>
    public bool IsIn(DecodingAttempt attempt, double seconds, Evidence evidence)
    {
        var (noSpeech, logProbability, tokens) =
            (attempt.NoSpeechProbability, attempt.AverageLogProbability, attempt.Tokens.Count(isText));
        var isPoor = logProbability < MinLogProbability || tokens < seconds * MinTokenRate;
        return evidence switch
        {
            Evidence.Loudness => noSpeech > UndetectedProbability || !IsSentence(UndetectedLogProbability, UndetectedTokenRate),
            Evidence.Detected when noSpeech > NoSpeechProbability => !IsSentence(SentenceLogProbability, SentenceTokenRate),
            Evidence.Detected => noSpeech > UncertainProbability && isPoor,
            _ when noSpeech > NoSpeechProbability => true,
            _ when tokens < FewTokens => noSpeech > RecoveredProbability || logProbability < MinLogProbability,
            _ => noSpeech > RecoveredProbability && isPoor,
        };

        bool IsSentence(double minLogProbability, double minTokenRate)
            => logProbability >= minLogProbability && tokens >= Math.Max(FewTokens, seconds * minTokenRate);
    }
}
