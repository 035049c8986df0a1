using Speech.Whisper.Search;

namespace Speech.Whisper.Decoding;

/// <summary>The output of one decoder pass over the sequences of a batch; valid until the next pass.</summary>
/// <param name="logits">[sequences, logits per sequence, vocabulary]</param>
/// <param name="attention">
/// Cross-attention of the alignment heads, [windows, heads, sequences of a window, tokens, positions]; empty unless requested.
/// </param>
/// <param name="shape">The lengths of these dimensions.</param>
internal readonly ref struct ForwardPass(Span<float> logits, ReadOnlySpan<float> attention, ForwardPassShape shape)
{
    private readonly Span<float> _logits = logits;
    private readonly ReadOnlySpan<float> _attention = attention;

    /// <summary>Whether the attention was requested.</summary>
    public bool HasAttention => !_attention.IsEmpty;

    /// <summary>Logits of one sequence, [vocabulary].</summary>
    /// <param name="sequence">Index of the sequence in the pass.</param>
    /// <param name="index">Index among the tokens after which logits were computed.</param>
    public Span<float> Logits(int sequence, int index)
        => _logits.Slice((sequence * shape.LogitsPerSequence + index) * shape.Vocabulary, shape.Vocabulary);

    /// <summary>Logits of a sequence and those after it.</summary>
    /// <param name="sequence">Index of the first sequence in the pass.</param>
    /// <param name="index">Index among the tokens after which logits were computed.</param>
    public RowLogits Rows(int sequence, int index)
        => new(_logits[((sequence * shape.LogitsPerSequence + index) * shape.Vocabulary)..],
            shape.LogitsPerSequence * shape.Vocabulary, shape.Vocabulary);

    /// <summary>Attention of one head for one input token, [positions].</summary>
    /// <param name="sequence">Index of the sequence in the pass.</param>
    /// <param name="head">Index of the alignment head.</param>
    /// <param name="token">Index of the token among the sequence's tokens in the pass.</param>
    public ReadOnlySpan<float> Attention(int sequence, int head, int token)
    {
        var (window, row) = Math.DivRem(sequence, shape.SequencesPerWindow);
        var index = ((window * shape.Heads + head) * shape.SequencesPerWindow + row) * shape.TokensPerSequence + token;
        return _attention.Slice(index * shape.Positions, shape.Positions);
    }
}

/// <summary>Shape of the output of a forward pass.</summary>
/// <param name="Vocabulary">Size of the vocabulary.</param>
/// <param name="LogitsPerSequence">Number of tokens per sequence after which logits were computed.</param>
/// <param name="TokensPerSequence">Number of input tokens per sequence, padding included.</param>
/// <param name="SequencesPerWindow">Number of sequences of each window in the pass.</param>
/// <param name="Heads">Number of alignment heads.</param>
/// <param name="Positions">Number of encoder positions.</param>
internal readonly record struct ForwardPassShape(
    int Vocabulary, int LogitsPerSequence, int TokensPerSequence, int SequencesPerWindow, int Heads, int Positions);
