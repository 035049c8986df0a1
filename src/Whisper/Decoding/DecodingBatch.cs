using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Guards;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;

namespace Speech.Whisper.Decoding;

/// <summary>The rows that are decoded together, and their memory. Rows come and go one by one; those there are lie without a gap.</summary>
internal sealed class DecodingBatch : IDisposable
{
    private readonly Engines _engines;
    private readonly KeyValueCache _cache;
    private readonly List<Window> _rows = [];

    public DecodingBatch(Engines engines)
    {
        _engines = engines;
        _cache = engines.NewCache();
        try
        {
            engines.Assistant?.Begin(_cache.Capacity);
        }
        catch
        {
            _cache.Dispose();
            throw;
        }
    }

    public bool IsEmpty => _rows.Count == 0;
    public int Capacity => _cache.Capacity;
    public bool IsFull => _rows.Count >= Capacity;

    /// <summary>Lets a window in: listens to it, and decodes its first token.</summary>
    public void Admit(WindowJob job)
    {
        if (job.IsAbandoned) return;
        var (place, decoder) = (_rows.Count, _engines.Decoder);
        var hidden = _engines.Encoder.Encode(job.Samples.Span);
        try
        {
            decoder.ComputeCrossAttentionCache(_cache, place, hidden);
            var draft = job.Options.Assisted && _engines.Assistant is not null ? _engines.Policy.NewDraft() : null;
            var row = new Row(_engines.Rules, job.Options, job.Options.Language ?? DetectLanguage(place), new Attempts(_engines.Guard, job.Samples), ListeningFor(job), draft);
            var tokens = Array.ConvertAll(row.Tokens.ToArray(), id => (long)id);
            var logits = decoder.Run(_cache, place, [0], tokens, [row.StartOfTranscript, tokens.Length - 1], job.Options.TokenTimes, out var attention);
            row.HearStart(logits[..decoder.VocabularySize]);
            row.Begin(logits[decoder.VocabularySize..], attention);
            _rows.Add(new Window(job, row) { Hidden = hidden });
            if (draft is null) _rows[place].Forget();
        }
        catch
        {
            hidden.Dispose();
            throw;
        }
    }

    /// <summary>One pass over each row's last token and what the assistant proposes to follow it.</summary>
    public void Step()
    {
        var (decoder, policy) = (_engines.Decoder, _engines.Policy);
        var start = policy.Start();
        var length = _engines.Assistant is not null && _rows.Exists(row => row.Row.Draft is not null) ? policy.Choose([.. _rows.Select(row => row.Row.Outlook)]) : 0;
        if (length > 0) LetAssistantListen();
        var drafts = length > 0 ? _engines.Assistant!.Propose([.. _rows.Select(row => row.Row)], length) : [.. _rows.Select(_ => Array.Empty<int>())];
        if (length == 0)
            foreach (var window in _rows) window.Row.Draft?.Skip();

        var times = 1 + drafts.Max(draft => draft.Length);
        var past = _rows.Select(row => row.Row.Tokens.Length - 1L).ToArray();
        var tokens = Assistant.Padded([.. _rows.Select((row, i) => (int[])[row.Row.Tokens[^1], .. drafts[i]])]);
        var at = _rows.SelectMany(_ => Enumerable.Range(0, times).Select(time => (long)time)).ToArray();
        var logits = decoder.Run(_cache, 0, past, tokens, at, _rows.Exists(row => row.Job.Options.TokenTimes), out var attention);

        var size = times * decoder.VocabularySize;
        for (var i = 0; i < _rows.Count; i++)
        {
            try
            {
                _rows[i].Row.Verify(length, drafts[i], logits.Slice(i * size, size), attention, i, times);
            }
            catch (Exception exception)
            {
                // This window's numbers are broken; the others' are their own.
                _rows[i].Job.Fail(exception);
            }
        }

        policy.Record(_rows.Count, length, start);
    }

    /// <summary>Hands over the rows that are done, and lets go of those that nobody waits for. A finished one that is doubted goes on where it is, at another temperature.</summary>
    public void Release()
    {
        for (var place = _rows.Count - 1; place >= 0; place--)
        {
            var (job, row) = (_rows[place].Job, _rows[place].Row);
            var isAbandoned = job.IsAbandoned;
            if (!isAbandoned && (!row.IsFinished || row.TryAgain())) continue;
            Remove(place);
            if (!isAbandoned) job.Complete(row.Result);
        }
    }

    /// <summary>Fails every row.</summary>
    public void Fail(Exception exception)
    {
        foreach (var window in _rows)
        {
            window.Job.Fail(exception);
            window.Forget();
        }

        _rows.Clear();
    }

    public void Dispose()
    {
        _cache.Dispose();
        _engines.Assistant?.End();
    }

    /// <summary>The assistant listens to a window and reads on in it when its first draft is due: where drafting does not pay, that costs nothing either.</summary>
    private void LetAssistantListen()
    {
        for (var place = 0; place < _rows.Count; place++)
        {
            if (_rows[place] is not { Hidden: { } hidden } window) continue;
            _engines.Assistant!.Listen(place, window.Job.Samples.Span, hidden);
            _engines.Assistant.Read(place, window.Row);
            window.Forget();
        }
    }

    /// <summary>Takes a row out; the last one takes its place.</summary>
    private void Remove(int place)
    {
        var last = _rows.Count - 1;
        if (!_rows[place].Row.IsFinished) _cache.Clear(place);
        _rows[place].Forget();
        if (place < last)
        {
            _cache.Copy(last, place, _rows[last].Row.Tokens.Length - 1);
            if (_rows[last] is { Row.Draft: { } draft, Hidden: null }) _engines.Assistant?.Copy(last, place, draft.Read);
            _rows[place] = _rows[last];
        }

        _rows.RemoveAt(last);
    }

    /// <summary>A window that is being decoded.</summary>
    private sealed record Window(WindowJob Job, Row Row)
    {
        /// <summary>The encoder's output, as long as the assistant has not listened to it.</summary>
        public OrtValue? Hidden { get; set; }

        public void Forget()
        {
            Hidden?.Dispose();
            Hidden = null;
        }
    }

    private Listening? ListeningFor(WindowJob job)
    {
        if (!job.Options.TokenTimes) return null;
        var (heads, positions) = _engines.Decoder.AttentionShape;
        return new Listening(heads, positions, Math.Clamp(job.Samples.Length * positions / _engines.Encoder.WindowSamples, 1, positions));
    }

    private string? DetectLanguage(int place)
        => _engines.Rules.IsMultilingual && _engines.Rules.Tokens.Languages.Length > 0
            ? LanguageDetection.Detect(_engines.Decoder.Run(_cache, place, [0], [_engines.Rules.Tokens.StartOfTranscript], [0]), _engines.Rules.Tokens)
            : null;
}

/// <summary>What a batch decodes with; used by one thread alone.</summary>
/// <param name="Encoder">The main model's.</param>
/// <param name="Decoder">The main model's.</param>
/// <param name="Rules">The checkpoint's.</param>
/// <param name="Guard">Judges what comes out.</param>
/// <param name="NewCache">Makes room for rows; its capacity is the largest batch.</param>
/// <param name="Assistant">Proposes tokens for the rows that want it; null for none.</param>
/// <param name="Policy">How long a draft pays.</param>
internal sealed record Engines(Encoder Encoder, Decoder Decoder, DecodingRules Rules, Guard Guard, Func<KeyValueCache> NewCache, IProposer? Assistant, SpeculationPolicy Policy);
