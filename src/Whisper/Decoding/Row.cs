using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Speech.Whisper.Speculative;

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
    private SpeculationStatistics _speculation;

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
        if (options.Assisted) Draft = new Draft();
        if (options.Timestamps) _filters.Add(new TimestampRules(rules.Tokens, rules.MaxInitialTimestampIndex));
    }

    /// <summary>Prompt and transcript so far.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Its drafting; null where nothing is drafted.</summary>
    public Draft? Draft { get; }

    /// <summary>Tokens that the transcript may still grow by.</summary>
    public int Room => _limit - _tokens.Count;

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
                Speculation = _speculation,
                // A token is predicted by the pass of the one before it.
                TokenTimes = _listening is null || sampled.Count == 0 ? [] : _listening.TimesOf(sampled.Count, _begin - 1 - StartOfTranscript),
            };
        }
    }

    /// <summary>Takes in the logits after the start-of-transcript token.</summary>
    public void HearStart(ReadOnlySpan<float> logits)
    {
        if (_rules.Tokens.NoSpeech is { } noSpeech) _noSpeech = Math.Exp(Probability.LogOf(logits, noSpeech));
    }

    /// <summary>Takes in the first pass, over all tokens there are so far.</summary>
    /// <param name="logits">After the last token.</param>
    /// <param name="attention">Of the pass, [1, heads, tokens, positions].</param>
    public void Begin(Span<float> logits, ReadOnlySpan<float> attention)
    {
        // What precedes the start of transcript listens to nothing that was said.
        for (var time = StartOfTranscript; time < _begin; time++) _listening?.Add(attention, 0, time, _begin);
        Advance(logits);
    }

    /// <summary>Takes in a pass over the last token and a draft of the next ones: appends what the main model says, as far as the draft was right, and one more.</summary>
    /// <param name="draft">Proposed tokens; empty for a plain step.</param>
    /// <param name="logits">After the last token and after each proposed one, [picks, vocabulary].</param>
    /// <param name="attention">Of the whole pass, [rows, heads, time, positions].</param>
    /// <param name="row">This window's row in the pass.</param>
    /// <param name="times">New tokens of a row in the pass.</param>
    public void Verify(ReadOnlySpan<int> draft, Span<float> logits, ReadOnlySpan<float> attention, int row, int times)
    {
        var (before, vocabulary) = (_tokens.Count, logits.Length / times);
        for (var i = 0; i <= draft.Length && !IsFinished; i++)
        {
            // The draft holds so far: the pass over its next token counts.
            if (i > 0 && Acceptance.Count(draft, Tokens[before..]) < i) break;
            _listening?.Add(attention, row, i, times);
            Advance(logits.Slice(i * vocabulary, vocabulary));
        }

        var accepted = Acceptance.Count(draft, Tokens[before..]);
        Draft?.Settle(before, draft.Length, accepted);
        // An end is a token too.
        _speculation += new SpeculationStatistics(draft.Length, accepted, 1, Math.Max(1, _tokens.Count - before));
    }

    /// <summary>What would come next after a draft, by the logits of another model under the same rules.</summary>
    /// <returns>Null where the transcript would end; and how likely it is.</returns>
    public (int? Token, double Confidence) Guess(Span<float> logits, List<int> draft)
    {
        var (next, logProbability) = Choose(logits, [.. Tokens[_begin..], .. draft]);
        return (next == _rules.Tokens.EndOfText ? null : next, Math.Exp(logProbability));
    }

    /// <summary>Appends the token that comes next, or ends the transcript.</summary>
    private void Advance(Span<float> logits)
    {
        var (next, logProbability) = Choose(logits, Tokens[_begin..]);
        _logProbability += logProbability;
        if (double.IsNaN(_logProbability)) throw new InvalidOperationException("The network's output is not a number.");
        if (next != _rules.Tokens.EndOfText) _tokens.Add(next);
        IsFinished = next == _rules.Tokens.EndOfText || _tokens.Count >= _limit;
    }

    /// <summary>Rules out some tokens, and picks the likeliest that is left.</summary>
    private (int Token, double LogProbability) Choose(Span<float> logits, ReadOnlySpan<int> sampled)
    {
        foreach (var filter in _filters) filter.Apply(logits, sampled);
        var token = TensorPrimitives.IndexOfMax<float>(logits);
        return (token, Probability.LogOf(logits, token));
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
