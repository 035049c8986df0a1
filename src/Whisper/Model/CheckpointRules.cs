using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Model;

/// <summary>
/// What a checkpoint wants and can, from its files: <c>generation_config.json</c> where it speaks, <c>config.json</c> for old checkpoints,
/// names otherwise.
/// </summary>
internal static class CheckpointRules
{
    // OpenAI's English-only vocabulary is one token shorter than the multilingual one.
    private const int EnglishOnlyVocabulary = 51_864;

    // Start of transcript, language, task, no timestamps.
    private const int LongestStart = 4;

    public static DecodingRules Read(WhisperConfig config, GenerationConfig generation, SpecialTokens tokens)
    {
        tokens = WithLanguages(tokens, generation);
        var rules = new DecodingRules(tokens,
            IsMultilingual: tokens.Languages.Length > 0 && (generation.IsMultilingual ?? config.VocabSize != EnglishOnlyVocabulary),
            MaxLength: (int)Math.Min(generation.MaxLength ?? int.MaxValue, config.MaxTargetPositions))
        {
            Suppress = generation.SuppressTokens ?? config.SuppressTokens ?? [],
            SuppressAtBegin = generation.BeginSuppressTokens ?? config.BeginSuppressTokens ?? [],
            MaxInitialTimestampIndex = (int?)generation.MaxInitialTimestampIndex,
        };
        Validate(config, rules);
        return rules;
    }

    /// <summary>Files that disagree would fail every request, so they fail the loading.</summary>
    private static void Validate(WhisperConfig config, DecodingRules rules)
    {
        var tokens = rules.Tokens;
        int?[] ids = [tokens.EndOfText, tokens.StartOfTranscript, tokens.NoTimestamps, tokens.TimestampBegin, tokens.Transcribe, tokens.Translate, tokens.StartOfPrev, tokens.NoSpeech, .. tokens.Languages.Select(language => (int?)language.Id)];
        if (ids.Max() >= config.VocabSize || ids.Min() < 0)
            throw new WhisperException($"The model's files disagree: its tokenizer names the token {ids.Max()}, and vocab_size is {config.VocabSize}.");
        if (rules.MaxLength <= LongestStart)
            throw new WhisperException($"generation_config.json: max_length {rules.MaxLength} leaves no room for a transcript.");
        if (rules.MaxInitialTimestampIndex < 0)
            throw new WhisperException("generation_config.json: max_initial_timestamp_index is negative.");
    }

    public static ModelCapabilities CapabilitiesOf(WhisperConfig config, DecodingRules rules)
        => rules.IsMultilingual
            ? new ModelCapabilities([.. rules.Tokens.Languages.Select(language => language.Code)], true, rules.Tokens.Translate is not null && !IsTurbo(config))
            : new ModelCapabilities(["en"], false, false);

    // Only its shape tells: the turbo models knew the token but were never trained to translate.
    private static bool IsTurbo(WhisperConfig config) => config is { EncoderLayers: 32, DecoderLayers: 4 };

    /// <summary>A fine-tune may have taught the model a language that has no name among Whisper's hundred.</summary>
    private static SpecialTokens WithLanguages(SpecialTokens tokens, GenerationConfig generation)
        => generation.LangToId is not { Count: > 0 } languages ? tokens : tokens with
        {
            Languages = [.. languages.Select(pair => new LanguageToken(pair.Key.Trim('<', '|', '>'), pair.Value)).OrderBy(language => language.Id)],
        };
}
