using Speech.Whisper.Fallback;

namespace Speech.Whisper.Decoding;

/// <summary>A window that occupies a slot of the batch: its sequence, and the parts that extend, judge and align it.</summary>
internal sealed class ActiveWindow
{
    private readonly DecodingRules _rules;
    private readonly string? _language;
    private readonly TemperatureFallback _fallback;
    private readonly RepetitionDetector _repetition;
    private readonly CrossAttentionRecorder? _recorder;
    private double _noSpeechProbability;

    /// <param name="job">The window and its options.</param>
    /// <param name="rules">The checkpoint's rules.</param>
    /// <param name="policy">Judges the finished transcript.</param>
    /// <param name="language">Language code; null for an English-only checkpoint.</param>
    /// <param name="recorder">Records the attention; null if no token times are requested.</param>
    public ActiveWindow(WindowJob job, DecodingRules rules, FallbackPolicy policy, string? language, CrossAttentionRecorder? recorder)
    {
        (Job, _rules, _language, _recorder) = (job, rules, language, recorder);
        var prompt = InitialTokens.Of(rules, job.Options, language);
        StartOfTranscriptIndex = prompt.IndexOf(rules.Tokens.StartOfTranscript);
        Sequence = new DecodingSequence(prompt, (int)Math.Min(rules.MaxLength, (long)prompt.Count + job.Options.MaxNewTokens));
        _fallback = new TemperatureFallback(policy, job.Options.Temperature);
        _repetition = new RepetitionDetector(policy.Options.MaxRepeats, rules.Tokens.IsText);
        Selector = TokenSelector.Create(rules, job.Options, job.Samples);
        Selector.BeginAttempt(_fallback.Attempt, _fallback.Temperature);
    }

    public WindowJob Job { get; }
    public DecodingSequence Sequence { get; }
    public TokenSelector Selector { get; }

    /// <summary>Counters of all attempts; maintained by the decoding strategy.</summary>
    public SpeculationStatistics Speculation { get; set; }

    /// <summary>Index of the start-of-transcript token: the logits after it hold the no-speech probability.</summary>
    public int StartOfTranscriptIndex { get; }

    // Recording starts at the start of the transcript; a token is predicted by the pass of the token before it.
    private int FirstPredictingToken => Sequence.PromptLength - 1 - StartOfTranscriptIndex;

    /// <summary>Reads the no-speech probability from the logits after the start-of-transcript token.</summary>
    public void RecordNoSpeechProbability(ReadOnlySpan<float> logits)
    {
        if (_rules.Tokens.NoSpeech is { } noSpeech) _noSpeechProbability = Math.Exp(Probability.LogOf(logits, noSpeech));
    }

    /// <summary>Records the attention of one of the window's tokens in a pass, if token times are requested.</summary>
    public void RecordAttention(ForwardPass pass, int slot, int tokenIndex)
        => _recorder?.Record(pass.Attention, slot, tokenIndex, pass.TokensPerSequence);

    /// <summary>Selects the next token and appends it. Logits that are not numbers fail the window and no other.</summary>
    /// <param name="logits">[vocabulary], after the last token; filtered in place.</param>
    /// <returns>Whether the sequence may grow further.</returns>
    public bool Append(Span<float> logits)
    {
        var (token, logProbability) = Selector.Select(logits, Sequence.Generated);
        if (double.IsNaN(logProbability))
        {
            Job.Fail(new InvalidOperationException("The decoder's output is not a number."));
            return false;
        }

        if (Selector.IsEndOfText(token))
        {
            Sequence.End(logProbability);
        }
        else
        {
            Sequence.Append(token, logProbability);
            _repetition.Add(token);
            if (_repetition.RepeatedTokens > 0) Sequence.Finish();
        }

        return !Sequence.IsFinished;
    }

    /// <summary>
    /// Judges the finished sequence; restarts it after the prompt, at the next temperature, if it fails the fallback policy.
    /// </summary>
    /// <returns>False if the window is done.</returns>
    public bool TryFallback()
    {
        if (!_fallback.TryFallback(BuildAttempt())) return false;
        Sequence.Restart();
        Selector.BeginAttempt(_fallback.Attempt, _fallback.Temperature);
        _repetition.Reset();
        _recorder?.Truncate(FirstPredictingToken);
        return true;
    }

    /// <summary>The best attempt, after <see cref="TryFallback"/> has returned false.</summary>
    public DecodedWindow BuildResult() => DecodedWindow.From(_fallback.Best!, _language, _fallback.Attempt + 1, Speculation);

    private DecodingAttempt BuildAttempt()
    {
        var tokens = _repetition.WithoutRepeats(Sequence.Generated);
        return new DecodingAttempt(tokens, Sequence.AverageLogProbability, _noSpeechProbability)
        {
            Temperature = _fallback.Temperature,
            TokenLogProbabilities = Sequence.LogProbabilities[..tokens.Count].ToArray(),
            IsTruncated = _repetition.RepeatedTokens > 0,
            TokenTimes = _recorder is null || tokens.Count == 0 ? [] : _recorder.Align(tokens.Count, FirstPredictingToken),
        };
    }
}
