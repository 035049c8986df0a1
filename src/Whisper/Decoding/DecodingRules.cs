using Speech.Whisper.Search;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Decoding;

/// <summary>A checkpoint's decoding rules: its special tokens and the relevant parts of its <c>generation_config.json</c>.</summary>
/// <param name="Tokens">Ids of the special tokens.</param>
/// <param name="IsMultilingual">Whether language and task are part of the prompt.</param>
/// <param name="MaxLength">Maximum number of tokens of prompt and transcript together.</param>
internal sealed record DecodingRules(SpecialTokens Tokens, bool IsMultilingual, int MaxLength)
{
    /// <summary>Initial tokens of a transcript without prompt and prefix: start of transcript, language, task, no timestamps.</summary>
    public const int MaxInitialTokens = 4;

    /// <summary>Tokens that are never generated.</summary>
    public IReadOnlyList<int> Suppress { get; init; } = [];

    /// <summary>Tokens that are never generated first.</summary>
    public IReadOnlyList<int> SuppressAtBegin { get; init; } = [];

    /// <summary>Largest first timestamp, in steps of 0.02 s; null for no limit.</summary>
    public int? MaxInitialTimestampIndex { get; init; }

    /// <summary>The logit filters of a transcript.</summary>
    /// <param name="timestamps">Whether timestamp tokens are predicted.</param>
    public IReadOnlyList<ILogitFilter> CreateFilters(bool timestamps)
    {
        ILogitFilter[] filters = [new SuppressAtBegin(SuppressAtBegin), new SuppressTokens(Suppress)];
        return timestamps ? [.. filters, new TimestampRules(Tokens, MaxInitialTimestampIndex)] : filters;
    }
}
