using System.Buffers;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Fallback;

/// <summary>Judges the decoding of a window by that window alone.</summary>
/// <param name="options">The thresholds.</param>
/// <param name="tokenizer">Decodes the text for the compression ratio.</param>
internal sealed class FallbackPolicy(FallbackOptions options, Tokenizer tokenizer)
{
    public FallbackOptions Options => options;

    /// <summary>Whether the window contains no speech: a high no-speech probability, and no confident text.</summary>
    public bool IsSilence(DecodingAttempt attempt)
        => attempt.NoSpeechProbability > options.NoSpeechThreshold && !(attempt.AverageLogProbability > options.LogProbabilityThreshold);

    /// <summary>Whether the text is repetitive or improbable. An empty text never is: another attempt could only invent one.</summary>
    public bool NeedsFallback(DecodingAttempt attempt)
        => attempt.Tokens.Any(tokenizer.SpecialTokens.IsText)
            && (IsRepetitive(attempt) || attempt.AverageLogProbability < options.LogProbabilityThreshold);

    /// <summary>Whether the text repeats itself.</summary>
    public bool IsRepetitive(DecodingAttempt attempt)
        => attempt.HasDroppedRepeats || (options.CompressionRatioThreshold is { } max && CompressionRatio(attempt.Tokens) > max);

    /// <summary>Length of the text's UTF-8 bytes divided by their length after zlib compression; 0 for an empty text.</summary>
    public double CompressionRatio(IEnumerable<int> tokens)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var token in tokens) tokenizer.AppendBytes(token, text);
        // The reference strips the text, too: its first word begins with a space.
        return TextCompression.Ratio(text.WrittenSpan.Trim((byte)' '));
    }
}
