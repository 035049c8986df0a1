namespace Speech.Whisper.Speculative;

/// <summary>Proposes tokens for the sequences of one batch. Whatever it proposes, the transcript is the target model's.</summary>
internal interface IDraftProposer : IDisposable
{
    /// <summary>Processes a sequence up to its last token, and sets <see cref="DraftedSequence.CachedTokens"/>.</summary>
    /// <param name="slot">The sequence's slot.</param>
    /// <param name="sequence">A sequence with hidden states.</param>
    void Prefill(int slot, DraftedSequence sequence);

    /// <summary>Copies the first <paramref name="length"/> tokens of one slot's cache, and its audio, to another slot.</summary>
    void Copy(int from, int to, int length);

    /// <summary>Drafts the continuation of every assisted sequence.</summary>
    /// <param name="sequences">All sequences of the batch, by slot.</param>
    /// <param name="length">Maximum number of tokens of a draft.</param>
    /// <returns>One draft per slot, possibly shorter or empty.</returns>
    int[][] Propose(IReadOnlyList<DraftedSequence> sequences, int length);
}
