using Speech.Whisper.Search;

namespace Speech.Whisper.Decoding;

/// <summary>The logits of one decoder pass over the sequences of a batch; valid until the next pass.</summary>
/// <param name="logits">[sequences, logits per sequence, vocabulary]</param>
/// <param name="vocabulary">Size of the vocabulary.</param>
/// <param name="logitsPerSequence">Number of tokens per sequence after which logits were computed.</param>
internal readonly struct ForwardPass(Memory<float> logits, int vocabulary, int logitsPerSequence)
{
    /// <summary>Logits of one sequence, [vocabulary].</summary>
    /// <param name="sequence">Index of the sequence in the pass.</param>
    /// <param name="index">Index among the tokens after which logits were computed.</param>
    public Span<float> Logits(int sequence, int index) => LogitsFrom(sequence, index)[0];

    /// <summary>Logits of a sequence and those after it.</summary>
    /// <param name="sequence">Index of the first sequence in the pass.</param>
    /// <param name="index">Index among the tokens after which logits were computed.</param>
    public SequenceLogits LogitsFrom(int sequence, int index)
        => new(logits[((sequence * logitsPerSequence + index) * vocabulary)..].Span, logitsPerSequence * vocabulary, vocabulary);
}
