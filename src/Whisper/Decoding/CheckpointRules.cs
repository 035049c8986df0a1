using Speech.Whisper.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Decoding;

/// <summary>
/// Reads decoding rules and capabilities from a checkpoint's files: <c>generation_config.json</c> first, then <c>config.json</c> for old
/// checkpoints, then the names of the special tokens.
/// </summary>
internal static class CheckpointRules
{
    // OpenAI's English-only vocabulary has one token less than the multilingual one.
    private const int EnglishOnlyVocabularySize = 51_864;

    /// <exception cref="WhisperException">The files contradict each other.</exception>
    public static DecodingRules Read(WhisperConfig config, GenerationConfig generation, SpecialTokens tokens)
    {
        tokens = WithLanguages(tokens, generation);
        var rules = new DecodingRules(tokens,
            IsMultilingual: tokens.Languages.Length > 0 && HasLanguagesInPrompt(config, generation),
            MaxLength: (int)Math.Min(generation.MaxLength ?? int.MaxValue, config.MaxTargetPositions))
        {
            Suppress = generation.SuppressTokens ?? config.SuppressTokens ?? [],
            SuppressAtBegin = generation.BeginSuppressTokens ?? config.BeginSuppressTokens ?? [],
            MaxInitialTimestampIndex = (int?)generation.MaxInitialTimestampIndex,
        };
        Validate(config, rules);
        return rules;
    }

    /// <summary>By the vocabulary, where it is one of OpenAI's: fine-tunes state <c>is_multilingual</c> wrongly, and with the wrong prompt
    /// the decoder ends at once.</summary>
    private static bool HasLanguagesInPrompt(WhisperConfig config, GenerationConfig generation)
        => config.VocabSize > EnglishOnlyVocabularySize
        || (config.VocabSize != EnglishOnlyVocabularySize && generation.IsMultilingual != false);

    /// <summary>What a checkpoint can do.</summary>
    public static ModelCapabilities CapabilitiesOf(WhisperConfig config, DecodingRules rules) => rules.IsMultilingual
        ? new ModelCapabilities(
            [.. rules.Tokens.Languages.Select(language => language.Code)], true, rules.Tokens.Translate is not null && !IsDistilled(config))
        : new ModelCapabilities(["en"], false, false);

    /// <summary>Contradictory files would fail every request, so loading fails.</summary>
    private static void Validate(WhisperConfig config, DecodingRules rules)
    {
        var tokens = rules.Tokens;
        int?[] ids =
        [
            tokens.EndOfText, tokens.StartOfTranscript, tokens.NoTimestamps, tokens.TimestampBegin, tokens.Transcribe, tokens.Translate,
            tokens.StartOfPrev, tokens.NoSpeech, .. tokens.Languages.Select(language => (int?)language.Id),
        ];
        if (ids.Max() >= config.VocabSize || ids.Min() < 0)
            throw new WhisperException(
                $"The model's files disagree: its tokenizer names the token {ids.Max()}, and vocab_size is {config.VocabSize}.");
        if (rules.MaxLength <= DecodingRules.MaxInitialTokens)
            throw new WhisperException($"generation_config.json: max_length {rules.MaxLength} is too short for a transcript.");
        if (rules.MaxInitialTimestampIndex < 0)
            throw new WhisperException("generation_config.json: max_initial_timestamp_index is negative.");
    }

    // Recognized by their dimensions: turbo and the distilled large checkpoints have the token but were not trained to translate.
    private static bool IsDistilled(WhisperConfig config) => config is { EncoderLayers: 32, DecoderLayers: <= 4 };

    /// <summary>A fine-tune may add a language that is not among Whisper's hundred.</summary>
    private static SpecialTokens WithLanguages(SpecialTokens tokens, GenerationConfig generation)
    {
        if (generation.LangToId is not { Count: > 0 } languages) return tokens;
        var named = languages.Select(pair => new LanguageToken(pair.Key.Trim('<', '|', '>'), pair.Value));
        return tokens with { Languages = [.. named.OrderBy(language => language.Id)] };
    }
}
