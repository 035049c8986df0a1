using Speech.Whisper.Model;
using Speech.Whisper.Speculative;

namespace Speech.Whisper.Decoding;

/// <summary>Decodes the windows of all requests together: one thread owns the networks, every pass advances every row.</summary>
/// <remarks>
/// Rows come and go one by one: a window takes the place of a finished one while others are in the middle of theirs. The passes use all
/// cores, so requests share the machine instead of fighting for it.
/// </remarks>
internal sealed class DecodingLoop : IAsyncDisposable
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly DecodingRules _rules;
    private readonly Func<RowCache> _newCache;
    private readonly Assistant? _assistant;
    private readonly SpeculationPolicy _policy;
    private readonly WaitingLine _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(WindowJob Job, Row Row)> _rows = [];
    private readonly Task _loop;

    /// <param name="encoder">Used by the loop alone.</param>
    /// <param name="decoder">Used by the loop alone.</param>
    /// <param name="rules">The checkpoint's.</param>
    /// <param name="newCache">Makes room for rows; its capacity is the largest batch.</param>
    /// <param name="assistant">Proposes tokens for the rows that want it; used by the loop alone.</param>
    /// <param name="time">By which it is measured whether drafting pays; the system's where null.</param>
    public DecodingLoop(Encoder encoder, Decoder decoder, DecodingRules rules, Func<RowCache> newCache, Assistant? assistant = null, TimeProvider? time = null)
    {
        (_encoder, _decoder, _rules, _newCache, _assistant) = (encoder, decoder, rules, newCache, assistant);
        _policy = new SpeculationPolicy(time ?? TimeProvider.System);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Passes of several rows so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What speculation brought in all finished windows.</summary>
    public SpeculationStatistics Speculation { get; private set; }

    /// <summary>Decodes one window among the others. A cancelled one leaves between two steps.</summary>
    /// <param name="request">Whose window it is: requests take turns.</param>
    /// <param name="samples">At most a window at 16 kHz; must stay as it is until the task ends.</param>
    /// <param name="options">The request's.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public async Task<DecodedWindow> DecodeAsync(DecodingRequest request, ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        using var job = new WindowJob(request, samples, options, cancellationToken);
        _waiting.Add(job);
        try
        {
            return await job.Done.ConfigureAwait(false);
        }
        finally
        {
            _waiting.Leave(job);
        }
    }

    /// <summary>Ends the loop; what is not finished is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var job in _waiting.Close()) job.Fail(Unloaded());
        await _loop.ConfigureAwait(false);
        _waiting.Dispose();
        _stopping.Dispose();
    }

    private static OperationCanceledException Unloaded() => new("The model is being unloaded.");

    private void Run()
    {
        while (_waiting.Take() is { } job) Guard(() => Serve(job), job);
        foreach (var (job, _) in _rows) job.Fail(Unloaded());
    }

    /// <summary>Decodes until there are no rows left, which is as long as their memory lives.</summary>
    private void Serve(WindowJob first)
    {
        using var cache = _newCache();
        try
        {
            _assistant?.Begin(cache.Capacity);
            Guard(() => Admit(cache, first, 0), first);
            while (_rows.Count > 0 && !_stopping.IsCancellationRequested) Guard(() => Advance(cache));
        }
        finally
        {
            _assistant?.End();
        }
    }

    /// <summary>One step: lets go of rows that are done, lets at most one window in (encoding it takes as long as many steps), decodes a token of each.</summary>
    private void Advance(RowCache cache)
    {
        for (var row = _rows.Count - 1; row >= 0; row--)
            if (_rows[row] is var (job, state) && (state.IsFinished || job.IsAbandoned))
                Release(cache, row);
        if (_rows.Count < cache.Capacity && _waiting.TryTake() is { } next) Guard(() => Admit(cache, next, _rows.Count), next);
        if (_rows.Count > 0 && !_rows.Exists(row => row.Row.IsFinished)) Step(cache);
    }

    private void Admit(RowCache cache, WindowJob job, int row)
    {
        if (job.IsAbandoned) return;
        using (var hidden = _encoder.Encode(job.Samples.Span))
        {
            _decoder.Listen(cache, row, hidden);
            if (job.Options.Assisted) _assistant?.Listen(row, job.Samples.Span, hidden);
        }

        var state = new Row(_rules, job.Options, job.Options.Language ?? DetectLanguage(cache, row), ListeningFor(job));
        var tokens = Array.ConvertAll(state.Tokens.ToArray(), id => (long)id);
        var logits = _decoder.Run(cache, row, [0], tokens, [state.StartOfTranscript, tokens.Length - 1], job.Options.TokenTimes, out var attention);
        state.HearStart(logits[.._decoder.Vocabulary]);
        state.Begin(logits[_decoder.Vocabulary..], attention);
        if (!state.IsFinished) _assistant?.Read(row, state);
        _rows.Add((job, state));
    }

    private Listening? ListeningFor(WindowJob job)
    {
        if (!job.Options.TokenTimes) return null;
        var (heads, positions) = _decoder.AttentionShape;
        return new Listening(heads, positions, Math.Clamp(job.Samples.Length * positions / _encoder.WindowSamples, 1, positions));
    }

    private string? DetectLanguage(RowCache cache, int row)
        => _rules.IsMultilingual && _rules.Tokens.Languages.Length > 0
            ? LanguageDetection.Detect(_decoder.Run(cache, row, [0], [_rules.Tokens.StartOfTranscript], [0]), _rules.Tokens)
            : null;

    /// <summary>One pass over each row's last token and what the assistant proposes to follow it.</summary>
    private void Step(RowCache cache)
    {
        var (start, before) = (_policy.Start(), _rows.Sum(row => row.Row.Tokens.Length));
        var drafting = _assistant is not null && _rows.Exists(row => row.Row.Draft is not null) && _policy.ShouldDraft(_rows.Count);
        var drafts = drafting ? _assistant!.Propose([.. _rows.Select(row => row.Row)]) : [.. _rows.Select(_ => Array.Empty<int>())];
        var times = 1 + drafts.Max(draft => draft.Length);
        var past = _rows.Select(row => row.Row.Tokens.Length - 1L).ToArray();
        var tokens = Assistant.Padded([.. _rows.Select((row, i) => (int[])[row.Row.Tokens[^1], .. drafts[i]])]);
        var at = _rows.SelectMany(_ => Enumerable.Range(0, times).Select(time => (long)time)).ToArray();
        var logits = _decoder.Run(cache, 0, past, tokens, at, _rows.Exists(row => row.Job.Options.TokenTimes), out var attention);
        Steps++;
        var size = times * _decoder.Vocabulary;
        for (var row = 0; row < _rows.Count; row++)
        {
            var (job, state) = _rows[row];
            try
            {
                state.Verify(drafts[row], logits.Slice(row * size, size), attention, row, times);
            }
            catch (Exception exception)
            {
                // This window's numbers are broken; the others' are their own.
                job.Fail(exception);
            }
        }

        _policy.Record(_rows.Count, drafting, _rows.Sum(row => row.Row.Tokens.Length) - before, start);
    }

    /// <summary>Hands over a row's result; the last row takes its place.</summary>
    private void Release(RowCache cache, int row)
    {
        var (job, state) = _rows[row];
        var last = _rows.Count - 1;
        if (!state.IsFinished) cache.Clear(row);
        if (row < last)
        {
            cache.Copy(last, row, _rows[last].Row.Tokens.Length - 1);
            if (_rows[last].Row.Draft is { } draft) _assistant?.Copy(last, row, draft.Read);
            _rows[row] = _rows[last];
        }

        _rows.RemoveAt(last);
        if (!state.IsFinished) return;
        var result = state.Result;
        Speculation += result.Speculation;
        job.Complete(result);
    }

    /// <summary>A pass that fails (out of memory, say) fails the windows in it and nothing else.</summary>
    private void Guard(Action pass, WindowJob? job = null)
    {
        try
        {
            pass();
        }
        catch (Exception exception)
        {
            if (job is not null)
            {
                job.Fail(exception);
                return;
            }

            foreach (var (failed, _) in _rows) failed.Fail(exception);
            _rows.Clear();
        }
    }
}
