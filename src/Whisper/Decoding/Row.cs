using System.Runtime.InteropServices;
using Speech.Whisper.Guards;
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
    private readonly Attempts _attempts;
    private readonly Listening? _listening;
    // Of the attempt under way: tokens of text, the sum of all tokens' logarithms, and text to cut off.
    private readonly List<int> _text = [];
    private double _logProbability;
    private int _repeats;
    // Of all attempts.
    private double _noSpeech;
    private int _count = 1;
    private SpeculationStatistics _speculation;

    /// <param name="rules">The checkpoint's.</param>
    /// <param name="options">The request's.</param>
    /// <param name="language">Code of the language; null for a checkpoint of one language.</param>
    /// <param name="attempts">Decides how tokens are chosen, and whether the transcript is believed.</param>
    /// <param name="listening">Takes in what the decoder listens to; null where no token times are wanted.</param>
    /// <param name="draft">Its drafting; null where nothing is drafted.</param>
    public Row(DecodingRules rules, DecodingOptions options, string? language, Attempts attempts, Listening? listening, Draft? draft)
    {
        (_rules, _language, _attempts, _listening, Draft) = (rules, language, attempts, listening, draft);
        _tokens = InitialTokens.Of(rules, options, language);
        _begin = _tokens.Count;
        _limit = (int)Math.Min(rules.MaxLength, (long)_begin + options.MaxNewTokens);
        _filters = [new SuppressAtBegin(rules.SuppressAtBegin), new SuppressTokens(rules.Suppress)];
        if (options.Timestamps) _filters.Add(new TimestampRules(rules.Tokens, rules.MaxInitialTimestampIndex));
    }

    /// <summary>Prompt and transcript so far.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Its drafting; null where nothing is drafted.</summary>
    public Draft? Draft { get; }

    /// <summary>Tokens that the transcript may still grow by.</summary>
    public int Room => _limit - _tokens.Count;

    /// <summary>What the next pass may bring: the last token there is room for is the main model's own.</summary>
    public Outlook Outlook => new(Draft?.Chance ?? 0, Draft is null ? 0 : Room - 1);

    /// <summary>Place of the start-of-transcript token: the logits after it tell whether anything is said.</summary>
    public int StartOfTranscript => _tokens.IndexOf(_rules.Tokens.StartOfTranscript);

    /// <summary>Whether the transcript ended, or may not grow.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>What was heard, in the attempt that stands.</summary>
    public DecodedWindow Result => _attempts.Best! with { Speculation = _speculation with { FellBack = Draft?.Skipped ?? 0 }, Attempts = _count };

    /// <summary>Begins again at the next temperature where the finished transcript is doubtful; the next step then goes on from the last initial token.</summary>
    /// <returns>False where the row is done, and has a <see cref="Result"/>.</returns>
    public bool TryAgain()
    {
        if (!_attempts.Settle(Heard())) return false;
        _tokens.RemoveRange(_begin, _tokens.Count - _begin);
        _text.Clear();
        (_logProbability, _repeats, IsFinished) = (0, 0, false);
        _count++;
        _listening?.Rewind(_begin - 1 - StartOfTranscript);
        Draft?.CatchUp(Math.Min(Draft.Read, _begin - 1));
        return true;
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
    /// <param name="asked">Tokens that the draft was to have.</param>
    /// <param name="draft">Proposed tokens; empty for a plain step.</param>
    /// <param name="logits">After the last token and after each proposed one, [picks, vocabulary].</param>
    /// <param name="attention">Of the whole pass, [rows, heads, time, positions].</param>
    /// <param name="row">This window's row in the pass.</param>
    /// <param name="times">New tokens of a row in the pass.</param>
    public void Verify(int asked, ReadOnlySpan<int> draft, Span<float> logits, ReadOnlySpan<float> attention, int row, int times)
    {
        var (before, vocabulary, wanted) = (_tokens.Count, logits.Length / times, Math.Min(asked, Outlook.Most));
        for (var i = 0; i <= draft.Length && !IsFinished; i++)
        {
            // The draft holds so far: the pass over its next token counts.
            if (i > 0 && Acceptance.Count(draft, Tokens[before..]) < i) break;
            _listening?.Add(attention, row, i, times);
            Advance(logits.Slice(i * vocabulary, vocabulary));
        }

        var accepted = Acceptance.Count(draft, Tokens[before..]);
        Draft?.Settle(before, wanted, draft.Length, accepted);
        // An end is a token too.
        _speculation += new SpeculationStatistics(draft.Length, accepted, 1, Math.Max(1, _tokens.Count - before), 0);
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
        if (next != _rules.Tokens.EndOfText) Append(next);
        IsFinished = next == _rules.Tokens.EndOfText || _tokens.Count >= _limit || _repeats > 0;
    }

    private void Append(int token)
    {
        _tokens.Add(token);
        if (_attempts.Repeats is not { } times || !_rules.Tokens.IsText(token)) return;
        _text.Add(token);
        _repeats = Repetition.PhraseAtEnd(CollectionsMarshal.AsSpan(_text), times) * (times - 1);
    }

    /// <summary>What the attempt under way has brought.</summary>
    private DecodedWindow Heard()
    {
        var sampled = _tokens[_begin..];
        var kept = Repetition.WithoutLast(sampled, _repeats, _rules.Tokens.IsText);
        return new DecodedWindow(kept, _language, _logProbability / (sampled.Count + 1), _noSpeech)
        {
            Temperature = _attempts.Temperature,
            IsCut = _repeats > 0,
            // A token is predicted by the pass of the one before it.
            TokenTimes = _listening is null || kept.Count == 0 ? [] : _listening.TimesOf(kept.Count, _begin - 1 - StartOfTranscript),
        };
    }

    /// <summary>Rules out some tokens, and picks one of those left.</summary>
    private (int Token, double LogProbability) Choose(Span<float> logits, ReadOnlySpan<int> sampled)
    {
        foreach (var filter in _filters) filter.Apply(logits, sampled);
        var token = _attempts.Pick(logits, sampled.Length);
        return (token, Probability.LogOf(logits, token));
    }
}
