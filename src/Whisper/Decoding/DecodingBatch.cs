using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Alignment;
using Speech.Whisper.Model;
using Speech.Whisper.Search;

namespace Speech.Whisper.Decoding;

/// <summary>
/// The windows that are decoded together, and their slots in the key-value cache. The slots in use are always 0 to n - 1.
/// </summary>
internal sealed class DecodingBatch : IDisposable
{
    private readonly DecodingContext _context;
    private readonly KeyValueCache _cache;
    private readonly IDecodingStrategy _strategy;
    private readonly List<ActiveWindow> _windows = [];

    /// <param name="context">The networks and rules.</param>
    /// <param name="sequencesPerSlot">Number of sequences of each window.</param>
    public DecodingBatch(DecodingContext context, int sequencesPerSlot)
    {
        (_context, _cache) = (context, context.NewCache(sequencesPerSlot));
        try
        {
            _strategy = sequencesPerSlot == 1 ? context.NewStrategy(_cache.Capacity) : new PlainDecoding();
        }
        catch
        {
            _cache.Dispose();
            throw;
        }
    }

    /// <summary>Number of windows, which is the number of slots in use.</summary>
    public int Count => _windows.Count;

    /// <summary>Number of slots.</summary>
    public int Capacity => _cache.Capacity;

    /// <summary>Number of sequences of each window.</summary>
    public int SequencesPerSlot => _cache.SequencesPerSlot;

    /// <summary>The window in a slot.</summary>
    public ActiveWindow this[int slot] => _windows[slot];

    /// <summary>Encodes windows and decodes their prompts up to the first token. A window that fails does so alone.</summary>
    /// <param name="jobs">No more than there are free slots.</param>
    public void Admit(IReadOnlyList<WindowJob> jobs)
    {
        var waiting = jobs.Where(job => !job.IsCompleted).ToList();
        if (waiting.Count == 0) return;
        var encoded = _context.Encoder.Encode([.. waiting.Select(job => job.Samples)]);
        for (var i = 0; i < waiting.Count; i++)
        {
            try
            {
                Admit(waiting[i], encoded[i]);
            }
            catch (Exception exception)
            {
                encoded[i].Dispose();
                waiting[i].Fail(exception);
            }
        }
    }

    /// <summary>Advances every sequence by one forward pass.</summary>
    public void Step() => _strategy.Step(this);

    /// <summary>Runs the decoder over the last token of each sequence and the tokens drafted to follow it.</summary>
    /// <param name="drafts">Draft of each sequence, possibly empty; null for none.</param>
    /// <returns>Logits after the last token and after each token of the longest draft; shorter ones are padded.</returns>
    public ForwardPass Forward(int[][]? drafts = null)
    {
        var tokensPerSequence = 1 + (drafts is null ? 0 : drafts.Max(draft => draft.Length));
        var past = new long[Count * SequencesPerSlot];
        var tokens = new long[past.Length * tokensPerSequence];
        var logitIndices = new long[tokens.Length];
        for (var sequence = 0; sequence < past.Length; sequence++)
        {
            (long token, past[sequence]) = _windows[sequence / SequencesPerSlot].Input(sequence % SequencesPerSlot);
            for (var i = 0; i < tokensPerSequence; i++)
            {
                // Padding repeats the last token.
                if (i > 0 && i <= drafts![sequence].Length) token = drafts[sequence][i - 1];
                tokens[sequence * tokensPerSequence + i] = token;
                logitIndices[sequence * tokensPerSequence + i] = i;
            }
        }

        var logits = _context.Decoder.Run(_cache, 0, past, tokens, logitIndices);
        return new ForwardPass(logits, _context.Decoder.VocabularySize, tokensPerSequence);
    }

    /// <summary>Extends the sequences of a window by one token each.</summary>
    /// <param name="slot">The window's slot.</param>
    /// <param name="pass">The pass over the last tokens of all sequences.</param>
    /// <param name="token">Index of the last token among the tokens of its sequence in the pass.</param>
    public void Advance(int slot, ForwardPass pass, int token) => Copy(slot, _windows[slot].Advance(pass, slot * SequencesPerSlot, token));

    /// <summary>Extends all sequences by one token each.</summary>
    /// <param name="pass">The pass over their last tokens, and no others.</param>
    public void AdvanceAll(ForwardPass pass)
    {
        // Ranking the tokens of a hundred sequences takes milliseconds on one core.
        var copies = new IReadOnlyList<CacheCopy>[Count];
        Parallel.For(0, Count, slot => copies[slot] = _windows[slot].Advance(pass, slot * SequencesPerSlot, 0));
        for (var slot = 0; slot < Count; slot++) Copy(slot, copies[slot]);
    }

    /// <summary>
    /// Removes cancelled and failed windows, and completes the finished ones unless they fall back to another temperature.
    /// </summary>
    public void RemoveCompleted()
    {
        for (var slot = Count - 1; slot >= 0; slot--)
        {
            var window = _windows[slot];
            if (window.Job.IsCompleted)
            {
                Remove(slot);
            }
            else if (window.Search.IsFinished)
            {
                if (window.TryFallback()) _strategy.Restart(slot);
                else Complete(slot);
            }
        }
    }

    /// <summary>Fails all windows. The batch is not usable afterwards.</summary>
    public void Fail(Exception exception)
    {
        foreach (var window in _windows) window.Job.Fail(exception);
        _windows.Clear();
    }

    public void Dispose()
    {
        _strategy.Dispose();
        _cache.Dispose();
    }

    private void Admit(WindowJob job, EncodedWindow encoded)
    {
        var (slot, decoder) = (Count, _context.Decoder);
        decoder.ComputeCrossAttentionCache(_cache, slot, encoded);
        var language = job.Options.Language ?? DetectLanguage(slot);
        var window = new ActiveWindow(job, _context.Rules, _context.Fallback, language);

        var prompt = Array.ConvertAll(window.Sequence.Tokens.ToArray(), id => (long)id);
        long[] logitIndices = [window.StartOfTranscriptIndex, prompt.Length - 1];
        var logits = decoder.Run(_cache, slot, [0], prompt, logitIndices);
        Copy(slot, window.Begin(new ForwardPass(logits, decoder.VocabularySize, logitIndices.Length)));

        _windows.Add(window);
        _strategy.Add(window, encoded);
    }

    private void Complete(int slot)
    {
        var window = _windows[slot];
        try
        {
            var result = window.BuildResult();
            if (window.Job.Options.TokenTimes && result.Best.Tokens.Count > 0)
                result = result with { TokenTimes = Align(slot, window, result.Best.Tokens) };
            window.Job.Complete(result);
        }
        catch (Exception exception)
        {
            window.Job.Fail(exception);
        }

        Remove(slot);
    }

    /// <summary>Aligns a transcript to the audio: with the attention of all its tokens, in one more pass after its prompt.</summary>
    private List<(double Start, double End)> Align(int slot, ActiveWindow window, IReadOnlyList<int> transcript)
    {
        var decoder = _context.Decoder;
        // Tokens before the start of the transcript do not belong to this audio; their keys and values are those of every sequence.
        var past = window.StartOfTranscriptIndex;
        var prompt = window.Prompt[past..];
        long[] tokens = [.. prompt, .. transcript];
        var (heads, positions) = decoder.AttentionShape;
        var frames = Math.Clamp(window.Job.Samples.Length * positions / _context.Encoder.WindowSamples, 1, positions);
        using var attention = decoder.Attend(_cache, slot, past, tokens);
        var matrix = _context.Attention.Average(attention.GetTensorDataAsSpan<float>(), heads, positions, frames);
        return TokenTimes.Of(matrix[((prompt.Length - 1) * frames)..], transcript.Count);
    }

    private void Remove(int slot)
    {
        var last = Count - 1;
        // Positions after the end of a later sequence are masked, but a NaN left there would pass the mask.
        if (!_windows[slot].Search.IsFinished) _cache.Clear(slot);
        if (slot < last) _cache.Copy(last, slot, _windows[last].CachedTokens);
        _strategy.Remove(slot);
        _context.Decoder.ReleaseEmbedding();
        _windows[slot] = _windows[last];
        _windows.RemoveAt(last);
    }

    private void Copy(int slot, IReadOnlyList<CacheCopy> copies)
    {
        foreach (var copy in copies) _cache.Copy(slot, copy);
    }

    private string? DetectLanguage(int slot)
    {
        var (rules, tokens) = (_context.Rules, _context.Rules.Tokens);
        if (!rules.IsMultilingual) return null;
        return LanguageDetection.Detect(_context.Decoder.Run(_cache, slot, [0], [tokens.StartOfTranscript], [0]).Span, tokens);
    }
}
