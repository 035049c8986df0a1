using Speech.Whisper.Alignment;

namespace Speech.Whisper.Decoding;

/// <summary>
/// Records the cross-attention of a window's alignment heads, token by token, and aligns the tokens to the audio with it.
/// </summary>
/// <param name="heads">Number of alignment heads.</param>
/// <param name="positions">Encoder positions of a full window.</param>
/// <param name="frames">Encoder positions that hold audio, 1 to <paramref name="positions"/>.</param>
internal sealed class CrossAttentionRecorder(int heads, int positions, int frames)
{
    // One array per token: [heads, frames].
    private readonly List<float[]> _tokens = [];

    /// <summary>Number of recorded tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>Records the attention of one input token of a forward pass.</summary>
    /// <param name="attention">Attention of the whole pass, [sequences, heads, tokens, positions].</param>
    /// <param name="sequence">Index of the window's sequence in the pass.</param>
    /// <param name="tokenIndex">Index of the token among the sequence's tokens in the pass.</param>
    /// <param name="tokensPerSequence">Number of tokens per sequence in the pass.</param>
    public void Record(ReadOnlySpan<float> attention, int sequence, int tokenIndex, int tokensPerSequence)
    {
        var weights = new float[heads * frames];
        for (var head = 0; head < heads; head++)
        {
            var start = ((sequence * heads + head) * tokensPerSequence + tokenIndex) * positions;
            attention.Slice(start, frames).CopyTo(weights.AsSpan(head * frames));
        }

        _tokens.Add(weights);
    }

    /// <summary>Drops all but the first <paramref name="count"/> tokens.</summary>
    public void Truncate(int count) => _tokens.RemoveRange(count, _tokens.Count - count);

    /// <summary>Start and end of generated tokens in seconds from the start of the window.</summary>
    /// <param name="count">Number of generated tokens.</param>
    /// <param name="first">Index of the recorded token whose pass predicted the first generated one.</param>
    public List<(double Start, double End)> Align(int count, int first)
    {
        var weights = new float[heads * Count * frames];
        for (var token = 0; token < Count; token++)
            for (var head = 0; head < heads; head++)
                _tokens[token].AsSpan(head * frames, frames).CopyTo(weights.AsSpan((head * Count + token) * frames));
        var matrix = AttentionMatrix.Average(weights, heads, frames, frames);
        var starts = TokenTimes.Starts(matrix.AsSpan(first * frames), Count - first);
        return [.. Enumerable.Range(0, count).Select(i => (starts[i], i + 1 < starts.Length ? starts[i + 1] : TokenTimes.Seconds(frames)))];
    }
}
