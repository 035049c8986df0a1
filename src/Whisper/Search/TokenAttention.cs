namespace Speech.Whisper.Search;

/// <summary>
/// The cross-attention of a sequence's tokens, as a list from the last token to the first: sequences with the same beginning share it.
/// </summary>
/// <param name="Weights">Attention of the last token, [alignment heads, frames].</param>
/// <param name="Previous">The tokens before it; null for the first one.</param>
internal sealed record TokenAttention(float[] Weights, TokenAttention? Previous)
{
    /// <summary>Number of tokens.</summary>
    public int Count { get; } = 1 + (Previous?.Count ?? 0);

    /// <summary>The attention of each token, from the first to the last.</summary>
    public float[][] ToArray()
    {
        var tokens = new float[Count][];
        for (var token = this; token is not null; token = token.Previous) tokens[token.Count - 1] = token.Weights;
        return tokens;
    }
}
