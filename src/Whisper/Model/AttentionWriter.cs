using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Writes scaled dot-product attention.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="compute">Element type of the activations.</param>
/// <param name="heads">Number of heads.</param>
/// <param name="width">Width of the model: the number of heads times the width of a head.</param>
internal sealed class AttentionWriter(GraphWriter graph, ElementType compute, long heads, long width)
{
    private readonly long _headWidth = width / heads;

    /// <summary>[batch, time, width] to [batch, heads, time, head].</summary>
    public Edge SplitHeads(Edge x) => graph.Transpose(graph.Reshape(x, 0, 0, heads, _headWidth), 0, 2, 1, 3);

    /// <summary>softmax(q · kᵀ / √head + mask) · v, [batch, time, width].</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, heads, keys, head]</param>
    /// <param name="value">[batch, heads, keys, head]</param>
    /// <param name="mask">Added to the scores, broadcast; none for full attention.</param>
    /// <param name="weights">The softmax, [batch, heads, time, keys].</param>
    public Edge Attend(Edge query, Edge key, Edge value, Edge mask, out Edge weights)
    {
        var scores = graph.MatMulTransposed(graph.Mul(SplitHeads(query), Scale()), key);
        if (mask != Edge.None) scores = graph.Add(scores, mask);
        weights = graph.Softmax(scores);
        return JoinHeads(graph.MatMul(weights, value));
    }

    /// <summary>Unmasked self-attention as one fused operator that never stores the whole score matrix.</summary>
    public Edge AttendFused(Edge query, Edge key, Edge value)
        => graph.MicrosoftNode("MultiHeadAttention", [query, key, value], ("num_heads", heads));

    /// <summary>Unmasked self-attention with 8-bit products: see <see cref="Kernels.Int8SelfAttention"/>.</summary>
    /// <param name="query">[batch, positions, width]</param>
    /// <param name="key">[batch, positions, width]</param>
    /// <param name="value">[batch, positions, width]</param>
    /// <param name="logWeights">Added to the scores of each position, [positions].</param>
    public Edge AttendInt8(Edge query, Edge key, Edge value, Edge logWeights)
        => graph.Int8SelfAttention(query, key, value, heads, logWeights);

    private Edge JoinHeads(Edge x) => graph.Reshape(graph.Transpose(x, 0, 2, 1, 3), 0, 0, width);

    // A vector, not a scalar: ONNX Runtime folds a scalar into the product's alpha, which disables the fast kernel for one row.
    private Edge Scale()
    {
        var values = new float[_headWidth];
        Array.Fill(values, 1 / MathF.Sqrt(_headWidth));
        return compute == ElementType.Float16
            ? graph.Constant<Half>(Array.ConvertAll(values, value => (Half)value), _headWidth)
            : graph.Constant<float>(values, _headWidth);
    }
}
