namespace Speech.Whisper.Decoding;

/// <summary>The output of one decoder pass over the sequences of a batch; valid until the next pass.</summary>
/// <param name="logits">[sequences, logits per sequence, vocabulary]</param>
/// <param name="attention">Cross-attention of the alignment heads, [sequences, heads, tokens, positions]; empty unless requested.</param>
/// <param name="vocabulary">Size of the vocabulary.</param>
/// <param name="logitsPerSequence">Number of tokens per sequence after which logits were computed.</param>
/// <param name="tokensPerSequence">Number of input tokens per sequence, padding included.</param>
internal readonly ref struct ForwardPass(
    Span<float> logits, ReadOnlySpan<float> attention, int vocabulary, int logitsPerSequence, int tokensPerSequence)
{
    private readonly Span<float> _logits = logits;

    /// <summary>[sequences, heads, tokens, positions]; empty unless requested.</summary>
    public ReadOnlySpan<float> Attention { get; } = attention;

    /// <summary>Number of input tokens per sequence, padding included.</summary>
    public int TokensPerSequence { get; } = tokensPerSequence;

    /// <summary>Logits of one sequence, [vocabulary].</summary>
    /// <param name="sequence">Index of the sequence in the pass.</param>
    /// <param name="index">Index among the tokens after which logits were computed.</param>
    public Span<float> Logits(int sequence, int index) => _logits.Slice((sequence * logitsPerSequence + index) * vocabulary, vocabulary);
}
