using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Model;

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

    public DecodingBatch(DecodingContext context)
    {
        (_context, _cache) = (context, context.NewCache());
        try
        {
            _strategy = context.NewStrategy(_cache.Capacity);
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

    /// <summary>The window in a slot.</summary>
    public ActiveWindow this[int slot] => _windows[slot];

    /// <summary>Encodes windows and decodes their prompts up to the first token. A window that fails does so alone.</summary>
    /// <param name="jobs">No more than there are free slots.</param>
    public void Admit(IReadOnlyList<WindowJob> jobs)
    {
        var waiting = jobs.Where(job => !job.IsCompleted).ToList();
        if (waiting.Count == 0) return;
        var hiddenStates = _context.Encoder.Encode([.. waiting.Select(job => job.Samples)]);
        for (var i = 0; i < waiting.Count; i++)
        {
            try
            {
                Admit(waiting[i], hiddenStates[i]);
            }
            catch (Exception exception)
            {
                hiddenStates[i].Dispose();
                waiting[i].Fail(exception);
            }
        }
    }

    /// <summary>Advances every sequence by one forward pass.</summary>
    public void Step() => _strategy.Step(this);

    /// <summary>Runs the decoder over the last token of each sequence and the tokens drafted to follow it.</summary>
    /// <param name="drafts">Draft of each slot, possibly empty; null for none.</param>
    /// <returns>Logits after the last token and after each token of the longest draft; shorter ones are padded.</returns>
    public ForwardPass Forward(int[][]? drafts = null)
    {
        var tokensPerSequence = 1 + (drafts is null ? 0 : drafts.Max(draft => draft.Length));
        var past = new long[Count];
        var tokens = new long[Count * tokensPerSequence];
        var logitIndices = new long[tokens.Length];
        var needsAttention = false;
        for (var slot = 0; slot < Count; slot++)
        {
            var sequence = _windows[slot].Sequence.Tokens;
            past[slot] = sequence.Length - 1;
            needsAttention |= _windows[slot].Job.Options.TokenTimes;
            long token = sequence[^1];
            for (var i = 0; i < tokensPerSequence; i++)
            {
                // Padding repeats the last token.
                if (i > 0 && i <= drafts![slot].Length) token = drafts[slot][i - 1];
                tokens[slot * tokensPerSequence + i] = token;
                logitIndices[slot * tokensPerSequence + i] = i;
            }
        }

        var logits = _context.Decoder.Run(_cache, 0, past, tokens, logitIndices, needsAttention, out var attention);
        return new ForwardPass(logits, attention, _context.Decoder.VocabularySize, tokensPerSequence, tokensPerSequence);
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
            else if (window.Sequence.IsFinished)
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

    private void Admit(WindowJob job, OrtValue hiddenStates)
    {
        var (slot, decoder) = (Count, _context.Decoder);
        decoder.ComputeCrossAttentionCache(_cache, slot, hiddenStates);
        var language = job.Options.Language ?? DetectLanguage(slot);
        var window = new ActiveWindow(job, _context.Rules, _context.Fallback, language, NewRecorder(job));

        var prompt = Array.ConvertAll(window.Sequence.Tokens.ToArray(), id => (long)id);
        long[] logitIndices = [window.StartOfTranscriptIndex, prompt.Length - 1];
        var logits = decoder.Run(_cache, slot, [0], prompt, logitIndices, job.Options.TokenTimes, out var attention);
        var pass = new ForwardPass(logits, attention, decoder.VocabularySize, logitIndices.Length, prompt.Length);
        window.RecordNoSpeechProbability(pass.Logits(0, 0));
        // The attention of the tokens before the start of the transcript is not aligned to this audio.
        for (var i = window.StartOfTranscriptIndex; i < prompt.Length; i++) window.RecordAttention(pass, 0, i);
        window.Append(pass.Logits(0, 1));

        _windows.Add(window);
        _strategy.Add(window, hiddenStates);
    }

    private void Complete(int slot)
    {
        var window = _windows[slot];
        Remove(slot);
        window.Job.Complete(window.BuildResult());
    }

    private void Remove(int slot)
    {
        var last = Count - 1;
        // Positions after the end of a later sequence are masked, but a NaN left there would pass the mask.
        if (!_windows[slot].Sequence.IsFinished) _cache.Clear(slot);
        if (slot < last) _cache.Copy(last, slot, _windows[last].Sequence.Tokens.Length - 1);
        _strategy.Remove(slot);
        _windows[slot] = _windows[last];
        _windows.RemoveAt(last);
    }

    private CrossAttentionRecorder? NewRecorder(WindowJob job)
    {
        if (!job.Options.TokenTimes) return null;
        var (heads, positions) = _context.Decoder.AttentionShape;
        var frames = Math.Clamp(job.Samples.Length * positions / _context.Encoder.WindowSamples, 1, positions);
        return new CrossAttentionRecorder(heads, positions, frames);
    }

    private string? DetectLanguage(int slot)
    {
        var (rules, tokens) = (_context.Rules, _context.Rules.Tokens);
        if (!rules.IsMultilingual || tokens.Languages.Length == 0) return null;
        return LanguageDetection.Detect(_context.Decoder.Run(_cache, slot, [0], [tokens.StartOfTranscript], [0]), tokens);
    }
}
