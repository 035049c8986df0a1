using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Whisper.Decoding;

/// <summary>One window while it is decoded: its tokens so far, and the rules for the next.</summary>
internal sealed class Row
{
    private readonly DecodingRules _rules;
    private readonly List<ILogitFilter> _filters;
    private readonly List<int> _tokens;
    private readonly int _begin;
    private readonly int _limit;
    private readonly string? _language;
    private readonly Listening? _listening;
    private double _logProbability;
    private double _noSpeech;

    /// <param name="rules">The checkpoint's.</param>
    /// <param name="options">The request's.</param>
    /// <param name="language">Code of the language; null for a checkpoint of one language.</param>
    /// <param name="listening">Takes in what the decoder listens to; null where no token times are wanted.</param>
    public Row(DecodingRules rules, DecodingOptions options, string? language, Listening? listening = null)
    {
        (_rules, _language, _listening) = (rules, language, listening);
        _tokens = InitialTokens(rules, options, language);
        _begin = _tokens.Count;
        _limit = (int)Math.Min(rules.MaxLength, (long)_begin + options.MaxNewTokens);
        _filters = [new SuppressAtBegin(rules.SuppressAtBegin), new SuppressTokens(rules.Suppress)];
        if (options.Timestamps) _filters.Add(new TimestampRules(rules.Tokens, rules.MaxInitialTimestampIndex));
    }

    /// <summary>Prompt and transcript so far.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Place of the start-of-transcript token: the logits after it tell whether anything is said.</summary>
    public int StartOfTranscript => _tokens.IndexOf(_rules.Tokens.StartOfTranscript);

    /// <summary>Whether the transcript ended, or may not grow.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>What was heard.</summary>
    public DecodedWindow Result
    {
        get
        {
            var sampled = _tokens[_begin..];
            return new DecodedWindow(sampled, _language, _logProbability / (sampled.Count + 1), _noSpeech)
            {
                // A token is predicted by the pass of the one before it.
                TokenTimes = _listening is null || sampled.Count == 0 ? [] : _listening.TimesOf(sampled.Count, _begin - 1 - StartOfTranscript),
            };
        }
    }

    /// <summary>Takes in what the new tokens of a pass listened to, from the start of transcript on.</summary>
    /// <param name="attention">Of the whole pass, [rows, heads, time, positions].</param>
    /// <param name="row">This window's row in the pass.</param>
    /// <param name="times">New tokens of a row in the pass.</param>
    public void Listen(ReadOnlySpan<float> attention, int row, int times)
    {
        for (var time = _tokens.Count > times ? 0 : StartOfTranscript; time < times; time++) _listening?.Add(attention, row, time, times);
    }

    /// <summary>Takes in the logits after the start-of-transcript token.</summary>
    public void HearStart(ReadOnlySpan<float> logits)
    {
        if (_rules.Tokens.NoSpeech is { } noSpeech) _noSpeech = Math.Exp(Probability.LogOf(logits, noSpeech));
    }

    /// <summary>Takes in the logits after the last token: rules some out and appends the likeliest that is left.</summary>
    public void Advance(Span<float> logits)
    {
        foreach (var filter in _filters) filter.Apply(logits, Tokens[_begin..]);
        var next = TensorPrimitives.IndexOfMax<float>(logits);
        _logProbability += Probability.LogOf(logits, next);
        if (next != _rules.Tokens.EndOfText) _tokens.Add(next);
        IsFinished = next == _rules.Tokens.EndOfText || _tokens.Count >= _limit;
    }

    // <|startofprev|> prompt <|startoftranscript|> <|language|> <|task|> [<|notimestamps|>] prefix
    private static List<int> InitialTokens(DecodingRules rules, DecodingOptions options, string? language)
    {
        var tokens = new List<int>();
        var half = rules.MaxLength / 2;
        if (options.Prompt.Count > 0 && rules.Tokens.StartOfPrev is { } startOfPrev)
            tokens.AddRange([startOfPrev, .. options.Prompt.TakeLast(half - 1)]);
        tokens.Add(rules.Tokens.StartOfTranscript);
        if (language is not null && rules.Tokens.LanguageId(language) is { } languageId) tokens.Add(languageId);
        var task = options.Task == SpeechTask.Translate ? rules.Tokens.Translate : rules.Tokens.Transcribe;
        if (rules.IsMultilingual && task is not null) tokens.Add(task.Value);
        if (!options.Timestamps) tokens.Add(rules.Tokens.NoTimestamps);
        tokens.AddRange(options.Prefix.TakeLast(half));
        return tokens;
    }
}
