using System.Collections.Concurrent;
using Speech.Whisper.Model;

namespace Speech.Whisper.Decoding;

/// <summary>Decodes the windows of all requests together: one thread owns the networks, every pass advances every row by a token.</summary>
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
    private readonly BlockingCollection<WindowJob> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(WindowJob Job, Row Row)> _rows = [];
    private readonly Task _loop;

    /// <param name="encoder">Used by the loop alone.</param>
    /// <param name="decoder">Used by the loop alone.</param>
    /// <param name="rules">The checkpoint's.</param>
    /// <param name="newCache">Makes room for rows; its capacity is the largest batch.</param>
    public DecodingLoop(Encoder encoder, Decoder decoder, DecodingRules rules, Func<RowCache> newCache)
    {
        (_encoder, _decoder, _rules, _newCache) = (encoder, decoder, rules, newCache);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Decodes one window among the others. A cancelled one leaves between two steps.</summary>
    /// <param name="samples">At most a window at 16 kHz; must stay as it is until the task ends.</param>
    /// <param name="options">The request's.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    public async Task<DecodedWindow> DecodeAsync(ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_waiting.IsAddingCompleted, this);
        using var job = new WindowJob(samples, options, cancellationToken);
        _waiting.Add(job, CancellationToken.None);
        return await job.Done.ConfigureAwait(false);
    }

    /// <summary>Ends the loop; what is not finished is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _waiting.Dispose();
        _stopping.Dispose();
    }

    private void Run()
    {
        while (TakeFirst() is { } job)
        {
            // The rows' memory lives as long as there are rows.
            using var cache = _newCache();
            Guard(() => Admit(cache, job, 0), job);
            while (_rows.Count > 0 && !_stopping.IsCancellationRequested) Guard(() => Advance(cache));
        }

        foreach (var job in _rows.Select(row => row.Job).Concat(_waiting)) job.Fail(new OperationCanceledException("The model is being unloaded."));
    }

    private WindowJob? TakeFirst()
    {
        try
        {
            return _waiting.Take(_stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>One step: lets go of rows that are done, lets at most one window in (encoding it takes as long as many steps), decodes a token of each.</summary>
    private void Advance(RowCache cache)
    {
        for (var row = _rows.Count - 1; row >= 0; row--)
            if (_rows[row] is var (job, state) && (state.IsFinished || job.IsAbandoned))
                Release(cache, row);
        if (_rows.Count < cache.Capacity && _waiting.TryTake(out var next)) Guard(() => Admit(cache, next, _rows.Count), next);
        if (_rows.Count > 0 && !_rows.Exists(row => row.Row.IsFinished)) Step(cache);
    }

    private void Admit(RowCache cache, WindowJob job, int row)
    {
        if (job.IsAbandoned) return;
        using (var hidden = _encoder.Encode(job.Samples.Span)) _decoder.Listen(cache, row, hidden);
        var state = new Row(_rules, job.Options, job.Options.Language ?? DetectLanguage(cache, row), ListeningFor(job));
        var tokens = Array.ConvertAll(state.Tokens.ToArray(), id => (long)id);
        var logits = _decoder.Run(cache, row, [0], tokens, [state.StartOfTranscript, tokens.Length - 1], out var attention);
        state.Listen(attention, 0, tokens.Length);
        state.HearStart(logits[.._decoder.Vocabulary]);
        state.Advance(logits[_decoder.Vocabulary..]);
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

    private void Step(RowCache cache)
    {
        var past = _rows.Select(row => row.Row.Tokens.Length - 1L).ToArray();
        var last = _rows.Select(row => (long)row.Row.Tokens[^1]).ToArray();
        var logits = _decoder.Run(cache, 0, past, last, new long[past.Length], out var attention);
        for (var row = 0; row < _rows.Count; row++)
        {
            _rows[row].Row.Listen(attention, row, 1);
            _rows[row].Row.Advance(logits.Slice(row * _decoder.Vocabulary, _decoder.Vocabulary));
        }
    }

    /// <summary>Hands over a row's result; the last row takes its place.</summary>
    private void Release(RowCache cache, int row)
    {
        var (job, state) = _rows[row];
        var last = _rows.Count - 1;
        if (row < last)
        {
            cache.Copy(last, row, _rows[last].Row.Tokens.Length - 1);
            _rows[row] = _rows[last];
        }

        _rows.RemoveAt(last);
        job.Complete(state.Result);
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
