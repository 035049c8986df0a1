using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>Scaled dot-product attention over [batch, heads, time, head] tensors.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="compute">Type of the activations.</param>
/// <param name="heads">Number of heads.</param>
/// <param name="width">Width of the model: heads times the width of a head.</param>
public sealed class Attention(GraphWriter graph, ElementType compute, long heads, long width)
{
    private readonly long _head = width / heads;

    /// <summary>[batch, time, width] to [batch, heads, time, head].</summary>
    public Edge Split(Edge x) => graph.Transpose(graph.Reshape(x, 0, 0, heads, _head), 0, 2, 1, 3);

    /// <summary>[batch, heads, time, head] to [batch, time, width].</summary>
    public Edge Join(Edge x) => graph.Reshape(graph.Transpose(x, 0, 2, 1, 3), 0, 0, width);

    /// <summary>softmax(q·kᵀ / √head + mask) · v, joined to [batch, time, width].</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, heads, keys, head]</param>
    /// <param name="value">[batch, heads, keys, head]</param>
    /// <param name="mask">Added to the scores, broadcast; none for full attention.</param>
    public Edge Attend(Edge query, Edge key, Edge value, Edge mask) => Attend(query, key, value, mask, out _);

    /// <inheritdoc cref="Attend(Edge, Edge, Edge, Edge)"/>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, heads, keys, head]</param>
    /// <param name="value">[batch, heads, keys, head]</param>
    /// <param name="mask">Added to the scores, broadcast; none for full attention.</param>
    /// <param name="probabilities">The softmax, [batch, heads, time, keys].</param>
    public Edge Attend(Edge query, Edge key, Edge value, Edge mask, out Edge probabilities)
    {
        var scores = graph.MatMulTransposed(graph.Mul(Split(query), Scale()), key);
        if (mask != Edge.None) scores = graph.Add(scores, mask);
        probabilities = graph.Softmax(scores);
        return Join(graph.MatMul(probabilities, value));
    }

    /// <summary>Unmasked self-attention as one fused operator that never holds the whole score matrix.</summary>
    public Edge AttendFused(Edge query, Edge key, Edge value)
        => graph.MicrosoftNode("MultiHeadAttention", [query, key, value], ("num_heads", heads));

    /// <summary>The same by products of bytes: see <see cref="Kernels.Int8SelfAttention"/>.</summary>
    public Edge AttendInt8(Edge query, Edge key, Edge value) => graph.Int8SelfAttention(query, key, value, heads);

    // A vector, not a scalar: ONNX Runtime folds a scalar into the product's alpha, which turns off the fast one-row kernel.
    private Edge Scale()
    {
        var values = new float[_head];
        Array.Fill(values, 1 / MathF.Sqrt(_head));
        return compute == ElementType.Float16
            ? graph.Constant<Half>(Array.ConvertAll(values, v => (Half)v), _head)
            : graph.Constant<float>(values, _head);
    }
}
