using Speech.Whisper.Alignment;
using Speech.Whisper.Search;

namespace Speech.Whisper.Decoding;

/// <summary>
/// Records the cross-attention of a window's alignment heads, token by token, and aligns the tokens to the audio with it.
/// </summary>
/// <param name="heads">Number of alignment heads.</param>
/// <param name="frames">Encoder positions that hold audio, at least 1.</param>
internal sealed class CrossAttentionRecorder(int heads, int frames)
{
    /// <summary>Records the attention of one input token of a forward pass.</summary>
    /// <param name="pass">The pass, with attention.</param>
    /// <param name="sequence">Index of the sequence in the pass.</param>
    /// <param name="token">Index of the token among the sequence's tokens in the pass.</param>
    /// <param name="previous">What was recorded of the sequence's tokens before; null for nothing.</param>
    public TokenAttention Record(ForwardPass pass, int sequence, int token, TokenAttention? previous)
    {
        var weights = new float[heads * frames];
        for (var head = 0; head < heads; head++)
            pass.Attention(sequence, head, token)[..frames].CopyTo(weights.AsSpan(head * frames));
        return new TokenAttention(weights, previous);
    }

    /// <summary>Start and end of generated tokens in seconds from the start of the window.</summary>
    /// <param name="attention">The recorded attention of the sequence.</param>
    /// <param name="count">Number of generated tokens.</param>
    /// <param name="first">Index of the recorded token whose pass predicted the first generated one.</param>
    public List<(double Start, double End)> Align(TokenAttention attention, int count, int first)
    {
        var tokens = attention.ToArray();
        var weights = new float[heads * tokens.Length * frames];
        for (var token = 0; token < tokens.Length; token++)
            for (var head = 0; head < heads; head++)
                tokens[token].AsSpan(head * frames, frames).CopyTo(weights.AsSpan((head * tokens.Length + token) * frames));
        var matrix = AttentionMatrix.Average(weights, heads, frames, frames);
        var starts = TokenTimes.Starts(matrix.AsSpan(first * frames), tokens.Length - first);
        return [.. Enumerable.Range(0, count).Select(i => (starts[i], i + 1 < starts.Length ? starts[i + 1] : TokenTimes.Seconds(frames)))];
    }
}
