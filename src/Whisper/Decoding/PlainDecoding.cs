using Speech.Whisper.Model;

namespace Speech.Whisper.Decoding;

/// <summary>Greedy decoding, sampling or beam search, one token per sequence and pass.</summary>
internal sealed class PlainDecoding : IDecodingStrategy
{
    private static readonly SpeculationStatistics OneToken = new(Proposed: 0, Accepted: 0, Passes: 1, Tokens: 1, DraftsSkipped: 0);

    /// <inheritdoc/>
    public void Add(ActiveWindow window, EncodedWindow encoded) => encoded.Dispose();

    /// <inheritdoc/>
    public void Restart(int slot) { }

    /// <inheritdoc/>
    public void Remove(int slot) { }

    /// <inheritdoc/>
    public void Step(DecodingBatch batch)
    {
        batch.AdvanceAll(batch.Forward());
        for (var slot = 0; slot < batch.Count; slot++) batch[slot].Speculation += OneToken;
    }

    public void Dispose() { }
}
