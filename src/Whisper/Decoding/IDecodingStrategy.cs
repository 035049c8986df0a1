using Speech.Whisper.Model;

namespace Speech.Whisper.Decoding;

/// <summary>How the sequences of a batch advance: what a forward pass is run over, and which tokens its logits append.</summary>
/// <remarks>
/// A strategy lives as long as its batch and keeps its own state per slot. The slots in use are always 0 to n - 1: a removed sequence's
/// slot is taken over by the last one. One strategy serves all sequences of the batch, whichever of its abilities their requests ask for.
/// </remarks>
internal interface IDecodingStrategy : IDisposable
{
    /// <summary>Adds a sequence in the next free slot.</summary>
    /// <param name="window">The window, with its prompt processed and the first token generated.</param>
    /// <param name="encoded">The encoder's output; the strategy disposes it.</param>
    void Add(ActiveWindow window, EncodedWindow encoded);

    /// <summary>Called when a sequence was restarted after its prompt.</summary>
    void Restart(int slot);

    /// <summary>Removes a sequence; the last one moves to its slot.</summary>
    void Remove(int slot);

    /// <summary>Runs one forward pass of the decoder and appends at least one token to every sequence, or ends it.</summary>
    void Step(DecodingBatch batch);
}
