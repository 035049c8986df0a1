using Speech.Whisper.Decoding;
using Speech.Whisper.Model;

namespace Speech.Whisper.Speculative;

/// <summary>
/// Speculative decoding: a draft model proposes several tokens, which the target model verifies in one pass (Leviathan, Kalman, Matias
/// 2023).
/// </summary>
/// <remarks>
/// The tokens are exactly those of <see cref="PlainDecoding"/>. Sequences that did not ask for assistance take part with empty drafts.
/// </remarks>
/// <param name="proposer">Drafts the tokens; disposed with this object.</param>
/// <param name="controller">Chooses the draft length.</param>
internal sealed class SpeculativeDecoding(IDraftProposer proposer, DraftLengthController controller) : IDecodingStrategy
{
    private readonly PlainDecoding _plain = new();
    private readonly List<DraftedSequence> _sequences = [];
    private int _assisted;

    /// <inheritdoc/>
    public void Add(ActiveWindow window, EncodedWindow encoded)
    {
        var acceptance = window.Job.Options.Assisted ? controller.NewEstimator() : null;
        var sequence = new DraftedSequence(() => window.Sequence, window.Selector, acceptance) { Samples = window.Job.Samples };
        _sequences.Add(sequence);
        // The draft model processes the window when its first draft is due: where drafting does not pay, that costs nothing either.
        sequence.Keep(encoded);
        if (sequence.IsAssisted) _assisted++;
        if (window.Job.Options.WarmsUpDraftModel) proposer.Prefill(_sequences.Count - 1, sequence);
        if (!sequence.IsAssisted) sequence.ReleaseEncoded();
    }

    /// <inheritdoc/>
    public void Restart(int slot) => _sequences[slot].Restart();

    /// <inheritdoc/>
    public void Remove(int slot)
    {
        var last = _sequences.Count - 1;
        if (_sequences[slot].IsAssisted) _assisted--;
        _sequences[slot].Dispose();
        var moved = _sequences[last];
        if (slot < last && moved is { IsAssisted: true, Encoded: null }) proposer.Copy(last, slot, moved.CachedTokens);
        _sequences[slot] = moved;
        _sequences.RemoveAt(last);
    }

    /// <inheritdoc/>
    public void Step(DecodingBatch batch)
    {
        var start = controller.StartStep();
        var length = _assisted > 0 ? controller.ChooseLength([.. _sequences.Select(sequence => sequence.Estimate)]) : 0;
        if (length > 0) Draft(batch, length);
        else SkipDrafts(batch);
        controller.RecordStep(batch.Count, length, start);
    }

    public void Dispose()
    {
        foreach (var sequence in _sequences) sequence.Dispose();
        proposer.Dispose();
    }

    private void Draft(DecodingBatch batch, int length)
    {
        for (var slot = 0; slot < _sequences.Count; slot++)
        {
            if (_sequences[slot].Encoded is null) continue;
            proposer.Prefill(slot, _sequences[slot]);
            _sequences[slot].ReleaseEncoded();
        }

        var drafts = proposer.Propose(_sequences, length);
        var pass = batch.Forward(drafts);
        for (var slot = 0; slot < batch.Count; slot++)
        {
            var sequence = _sequences[slot];
            var (before, requested) = (sequence.Sequence.Tokens.Length, Math.Min(length, sequence.Estimate.MaxLength));
            var accepted = Verify(batch, drafts[slot], pass, slot);
            sequence.Update(before, requested, drafts[slot].Length, accepted);
            // An end of text counts as a token.
            var ends = sequence.Sequence is { IsFinished: true, ReachedTokenLimit: false } ? 1 : 0;
            var tokens = sequence.Sequence.Tokens.Length - before + ends;
            batch[slot].Speculation += new SpeculationStatistics(drafts[slot].Length, accepted, Passes: 1, tokens, DraftsSkipped: 0);
        }
    }

    private void SkipDrafts(DecodingBatch batch)
    {
        _plain.Step(batch);
        for (var slot = 0; slot < batch.Count; slot++)
            if (_sequences[slot].IsAssisted)
                batch[slot].Speculation += new SpeculationStatistics { DraftsSkipped = 1 };
    }

    /// <summary>Appends the target model's tokens as long as the draft agrees with them, and one more.</summary>
    /// <returns>Number of accepted tokens of the draft.</returns>
    private static int Verify(DecodingBatch batch, ReadOnlySpan<int> draft, ForwardPass pass, int slot)
    {
        var window = batch[slot];
        var before = window.Sequence.Tokens.Length;
        for (var i = 0; i <= draft.Length; i++)
        {
            // The logits after a drafted token are valid only if it was accepted.
            if (i > 0 && Acceptance.CountAccepted(draft, window.Sequence.Tokens[before..]) < i) break;
            batch.Advance(slot, pass, i);
            if (window.Search.IsFinished || window.Job.IsCompleted) break;
        }

        return Acceptance.CountAccepted(draft, window.Sequence.Tokens[before..]);
    }
}
