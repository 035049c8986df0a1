using Speech.Whisper.Alignment;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;

namespace Speech.Whisper.Decoding;

/// <summary>The dependencies of the decoding loop; used by its thread only.</summary>
/// <param name="Encoder">The main model's encoder.</param>
/// <param name="MaxEncoderWindows">Maximum number of windows that are encoded in one pass, at least 1.</param>
/// <param name="Decoder">The main model's decoder.</param>
/// <param name="Rules">The checkpoint's rules.</param>
/// <param name="Fallback">Judges the finished windows.</param>
/// <param name="NewCache">Allocates the key-value cache of a batch, for the given number of sequences of each window.</param>
/// <param name="NewStrategy">Creates the strategy of a batch whose windows have one sequence each, with the given capacity.</param>
internal sealed record DecodingContext(
    Encoder Encoder, int MaxEncoderWindows, Decoder Decoder, DecodingRules Rules, FallbackPolicy Fallback,
    Func<int, KeyValueCache> NewCache, Func<int, IDecodingStrategy> NewStrategy)
{
    /// <summary>Aligns transcripts to the audio.</summary>
    public AttentionMatrix Attention { get; } = new();
}
