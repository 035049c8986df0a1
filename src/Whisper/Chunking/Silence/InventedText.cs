using Speech.Whisper.Decoding;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Finds text that the network has invented, for music or noise that voice activity detection took for speech.</summary>
/// <param name="isText">Distinguishes text tokens from timestamps.</param>
/// <remarks>
/// In windows of speech alone the probability of no speech means more than in windows with pauses: measured with Whisper base, it was at
/// most 0.45 in speech, and higher in nearly all music and noise.
/// </remarks>
internal sealed class InventedText(Func<int, bool> isText)
{
    // Above the first there is no speech; above the second, there is none if the text is improbable, or far too short.
    private const double NoSpeechProbability = 0.55, UncertainProbability = 0.25;

    // The fallback's own limit, which none of its attempts has reached; and tokens per second, of which speech has three or more.
    private const double MinLogProbability = -1, MinTokenRate = 1;

    // Of parts that were decoded again. Measured with Whisper base: most have at least -0.57 where text was missing, and at most -0.83
    // where none was. The latter are a few words; a whole sentence of a learner may be as improbable.
    private const double MinRecoveredLogProbability = -0.8;
    private const int MinRecoveredTokens = 8;

    /// <summary>Whether the text of a window or of a part of one is invented.</summary>
    /// <param name="decoded">The result of the decoder.</param>
    /// <param name="speechSeconds">Seconds of detected speech in it.</param>
    /// <param name="isRecovered">Whether it is a part that was decoded again.</param>
    public bool IsIn(DecodedWindow decoded, double speechSeconds, bool isRecovered) => decoded.NoSpeechProbability switch
    {
        _ when isRecovered && decoded.AverageLogProbability < MinRecoveredLogProbability
            && decoded.Tokens.Count(isText) < MinRecoveredTokens => true,
        > NoSpeechProbability => true,
        > UncertainProbability => decoded.AverageLogProbability < MinLogProbability
            || decoded.Tokens.Count(isText) < speechSeconds * MinTokenRate,
        _ => false,
    };
}
