using Speech.Kernels;
using Speech.Whisper.Model;

namespace Speech.Whisper.Speculative;

/// <summary>Drafts tokens with a small model, one pass per token for all sequences of a batch.</summary>
/// <param name="decoder">The draft model's decoder.</param>
/// <param name="encoder">The draft model's encoder; null if it shares the main model's.</param>
/// <param name="cache">The draft model's cache; disposed with this object.</param>
internal sealed class DraftProposer(Decoder decoder, Encoder? encoder, KeyValueCache cache) : IDraftProposer
{
    // A less probable token is rarely accepted. Not higher: a rejected token costs its share of a pass, a missing one a whole pass.
    private const double MinConfidence = 0.15;

    // Number of tokens of a sequence that one pass processes; more may accumulate while nothing is drafted.
    private const int MaxUncachedTokens = 16;

    /// <inheritdoc/>
    public void Prefill(int slot, DraftedSequence sequence)
    {
        using var encoded = encoder?.Encode(sequence.Samples.Span);
        decoder.ComputeCrossAttentionCache(cache, slot, encoded ?? sequence.Encoded!);
        var tokens = Array.ConvertAll(sequence.Sequence.Tokens[..^1].ToArray(), id => (long)id);
        decoder.Run(cache, slot, [0], tokens, [0]);
        sequence.CachedTokens = tokens.Length;
    }

    /// <inheritdoc/>
    public void Copy(int from, int to, int length) => cache.Copy(from, to, length);

    /// <inheritdoc/>
    public int[][] Propose(IReadOnlyList<DraftedSequence> sequences, int length)
    {
        while (sequences.Any(sequence => sequence.UncachedTokens > MaxUncachedTokens)) CatchUp(sequences);
        var drafts = sequences.Select(_ => new List<int>()).ToArray();
        var wanted = sequences.Select(sequence => Math.Min(length, sequence.Estimate.MaxLength)).ToArray();
        // The first pass processes what the main model generated; the others feed back the drafted tokens.
        for (var pass = 0; wanted.Where((count, slot) => count > drafts[slot].Count).Any(); pass++)
        {
            var inputs = sequences.Select((sequence, slot)
                => pass == 0 ? UncachedOf(sequence) : [LastOf(sequence, drafts[slot])]).ToArray();
            var past = sequences.Select((sequence, slot) => pass == 0
                ? sequence.CachedTokens : sequence.Sequence.Tokens.Length + Math.Max(0L, drafts[slot].Count - 1)).ToArray();
            var logits = decoder.Run(cache, 0, past, Pad(inputs), [.. inputs.Select(input => input.Length - 1L)]);
            for (var slot = 0; slot < sequences.Count; slot++)
            {
                if (drafts[slot].Count >= wanted[slot]) continue;
                if (!TryDraft(sequences[slot], logits.Slice(slot * decoder.VocabularySize, decoder.VocabularySize).Span, drafts[slot]))
                    wanted[slot] = drafts[slot].Count;
            }
        }

        return [.. drafts.Select(draft => draft.ToArray())];
    }

    public void Dispose() => cache.Dispose();

    /// <summary>Adds the next token to a draft, unless it is improbable, or the draft model's output is not a number.</summary>
    private static bool TryDraft(DraftedSequence sequence, Span<float> logits, List<int> draft)
    {
        if (double.IsNaN(LogSumExp.Of(logits))) return false;
        var (token, logProbability) = sequence.Selector.Select(logits, [.. sequence.Sequence.Generated, .. draft]);
        // The end of text is never drafted: the target model generates it in the same pass.
        if (sequence.Selector.IsEndOfText(token) || Math.Exp(logProbability) < MinConfidence) return false;
        draft.Add(token);
        return true;
    }

    /// <summary>
    /// Processes up to <see cref="MaxUncachedTokens"/> tokens of every sequence, but not its last one, which begins the next draft.
    /// </summary>
    private void CatchUp(IReadOnlyList<DraftedSequence> sequences)
    {
        var inputs = sequences.Select(sequence =>
        {
            var tokens = sequence.Sequence.Tokens;
            var end = Math.Min(sequence.CachedTokens + MaxUncachedTokens, tokens.Length - 1);
            return sequence.IsAssisted ? tokens[sequence.CachedTokens..end].ToArray() : [];
        }).ToArray();
        // A sequence with nothing to process takes part with a token that is overwritten later.
        var padded = Pad([.. inputs.Select((input, slot) => input.Length > 0 ? input : [sequences[slot].Sequence.Tokens[^1]])]);
        decoder.Run(cache, 0, [.. sequences.Select(sequence => (long)sequence.CachedTokens)], padded, new long[sequences.Count]);
        for (var slot = 0; slot < sequences.Count; slot++) sequences[slot].CachedTokens += inputs[slot].Length;
    }

    private static int[] UncachedOf(DraftedSequence sequence)
    {
        var tokens = sequence.Sequence.Tokens;
        return sequence.IsAssisted ? tokens[sequence.CachedTokens..].ToArray() : [tokens[^1]];
    }

    private static int LastOf(DraftedSequence sequence, List<int> draft) => draft.Count > 0 ? draft[^1] : sequence.Sequence.Tokens[^1];

    /// <summary>[sequences, longest], each sequence padded with its last token.</summary>
    private static long[] Pad(IReadOnlyList<int[]> sequences)
    {
        var longest = sequences.Max(sequence => sequence.Length);
        return [.. sequences.SelectMany(sequence
            => Enumerable.Range(0, longest).Select(i => (long)sequence[Math.Min(i, sequence.Length - 1)]))];
    }
}
