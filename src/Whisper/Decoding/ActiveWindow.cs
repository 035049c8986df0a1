using Speech.Whisper.Fallback;
using Speech.Whisper.Search;

namespace Speech.Whisper.Decoding;

/// <summary>A window that occupies a slot of the batch: the search for its transcript, and the parts that judge it.</summary>
internal sealed class ActiveWindow
{
    private readonly DecodingRules _rules;
    private readonly string? _language;
    private readonly TemperatureFallback _fallback;
    private readonly RepetitionDetector _repetition;
    private readonly DecodingSequence _prompt;
    private double _noSpeechProbability;

    /// <param name="job">The window and its options.</param>
    /// <param name="rules">The checkpoint's rules.</param>
    /// <param name="policy">Judges the finished transcript.</param>
    /// <param name="language">Language code; null for an English-only checkpoint.</param>
    public ActiveWindow(WindowJob job, DecodingRules rules, FallbackPolicy policy, string? language)
    {
        (Job, _rules, _language) = (job, rules, language);
        var prompt = InitialTokens.Of(rules, job.Options, language);
        StartOfTranscriptIndex = prompt.IndexOf(rules.Tokens.StartOfTranscript);
        _prompt = new DecodingSequence(prompt, (int)Math.Min(rules.MaxLength, (long)prompt.Count + job.Options.MaxNewTokens));
        _fallback = new TemperatureFallback(policy, job.Options.Temperature);
        _repetition = new RepetitionDetector(policy.Options.MaxRepeats, rules.Tokens.IsText);
        Selector = new TokenSelector(rules.CreateFilters(job.Options.Timestamps), rules.Tokens.EndOfText, job.Samples);
        Search = NewSearch();
    }

    public WindowJob Job { get; }
    public TokenSelector Selector { get; }

    /// <summary>The current attempt.</summary>
    public ISearch Search { get; private set; }

    /// <summary>The first sequence; the only one where the window needs no others.</summary>
    public DecodingSequence Sequence => Search.Sequences[0] ?? _prompt;

    /// <summary>Counters of all attempts; maintained by the decoding strategy.</summary>
    public SpeculationStatistics Speculation { get; set; }

    /// <summary>Index of the start-of-transcript token: the logits after it hold the no-speech probability.</summary>
    public int StartOfTranscriptIndex { get; }

    /// <summary>The initial tokens of every sequence.</summary>
    public ReadOnlySpan<int> Prompt => _prompt.Tokens;

    /// <summary>Number of tokens of the longest sequence whose keys and values are in the cache.</summary>
    public int CachedTokens => Search.Sequences.Max(sequence => sequence?.Tokens.Length ?? 0) - 1;

    /// <summary>The last token of a sequence, and the number of tokens before it.</summary>
    /// <remarks>
    /// An index that is not in use takes part in a pass with the last token of the prompt, whose keys and values stay the same.
    /// </remarks>
    public (int Token, int Past) Input(int index)
    {
        var sequence = index < Search.Sequences.Count && Search.Sequences[index] is { IsFinished: false } growing ? growing : _prompt;
        return (sequence.Tokens[^1], sequence.Tokens.Length - 1);
    }

    /// <summary>Begins the transcript with the output of the pass over the prompt.</summary>
    /// <param name="pass">Logits after the start of the transcript and after the last token.</param>
    /// <returns>Keys and values to be copied.</returns>
    public IReadOnlyList<CacheCopy> Begin(ForwardPass pass)
    {
        if (_rules.Tokens.NoSpeech is { } noSpeech) _noSpeechProbability = Math.Exp(Probability.LogOf(pass.Logits(0, 0), noSpeech));
        return Extend(pass.LogitsFrom(0, 1));
    }

    /// <summary>Extends the sequences by one token each.</summary>
    /// <param name="pass">The pass over their last tokens.</param>
    /// <param name="firstSequence">Index of the window's first sequence in the pass.</param>
    /// <param name="token">Index of the last token among the tokens of its sequence in the pass.</param>
    /// <returns>Keys and values to be copied.</returns>
    public IReadOnlyList<CacheCopy> Advance(ForwardPass pass, int firstSequence, int token)
        => Extend(pass.LogitsFrom(firstSequence, token));

    /// <summary>
    /// Judges the finished search; starts another one after the prompt, at the next temperature, if its result fails the fallback policy.
    /// </summary>
    /// <returns>False if the window is done.</returns>
    public bool TryFallback()
    {
        if (!_fallback.TryFallback(BuildAttempt())) return false;
        Search = NewSearch();
        return true;
    }

    /// <summary>The best attempt, after <see cref="TryFallback"/> has returned false.</summary>
    public DecodedWindow BuildResult()
        => new(_fallback.Best!, _language) { Attempts = _fallback.Attempt + 1, Speculation = Speculation };

    private ISearch NewSearch()
    {
        var (options, temperature) = (Job.Options, _fallback.Temperature);
        Selector.BeginAttempt(_fallback.Attempt, temperature);
        var prompt = _prompt.Fork();
        if (temperature > 0) return new IndependentSearch(prompt, Selector, options.BestOf, IsLooping);
        return options.Beams > 1
            ? new BeamSearch(prompt, Selector, new(options.Beams, options.Patience, options.LengthPenalty), IsLooping)
            : new IndependentSearch(prompt, Selector, 1, IsLooping);
    }

    private bool IsLooping(DecodingSequence sequence) => _repetition.CountRepeated(sequence.Generated) > 0;

    /// <summary>An error, such as logits that are not numbers, fails the window and no other.</summary>
    private IReadOnlyList<CacheCopy> Extend(SequenceLogits logits)
    {
        try
        {
            return Search.Advance(logits);
        }
        catch (Exception exception)
        {
            Job.Fail(exception);
            return [];
        }
    }

    private DecodingAttempt BuildAttempt()
    {
        var best = Search.Best;
        var tokens = _repetition.WithoutRepeats(best.Generated);
        return new DecodingAttempt(tokens, best.AverageLogProbability, _noSpeechProbability)
        {
            Temperature = _fallback.Temperature,
            TokenLogProbabilities = best.LogProbabilities[..tokens.Count].ToArray(),
            HasDroppedRepeats = tokens.Count < best.Generated.Length,
            ReachedTokenLimit = tokens.Count == best.Generated.Length && best.ReachedTokenLimit,
        };
    }
}
