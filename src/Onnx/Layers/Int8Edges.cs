using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Conversions of stored 8-bit matrices. Of constants, ONNX Runtime computes them once, when the session opens.</summary>
internal static class Int8Edges
{
    /// <summary>The matrix [rows, columns] in a float type.</summary>
    public static Edge Dequantize(GraphWriter graph, Int8Weight weight, ElementType type)
    {
        var (values, scales) = (graph.Cast(graph.Weight(weight.Values), ElementType.Float), graph.Weight(weight.Scales));
        var matrix = weight.IsTransposed
            ? graph.Transpose(graph.Mul(values, scales), 1, 0)
            : FromBlocks(graph, values, graph.Reshape(scales, weight.Shape[0], -1, 1), weight.Shape);
        return AsType(graph, matrix, type);
    }

    /// <summary>Rows of a matrix in a float type.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="weight">The matrix, quantized in blocks.</param>
    /// <param name="rows">Indices [batch, time].</param>
    /// <param name="type">Type of the result.</param>
    /// <returns>[batch, time, columns].</returns>
    public static Edge DequantizeRows(GraphWriter graph, Int8Weight weight, Edge rows, ElementType type)
    {
        if (weight.IsTransposed) return graph.Gather(Dequantize(graph, weight, type), rows);
        var values = graph.Cast(graph.Gather(graph.Weight(weight.Values), rows), ElementType.Float);
        var scales = graph.Gather(graph.Reshape(graph.Weight(weight.Scales), weight.Shape[0], -1, 1), rows);
        return AsType(graph, FromBlocks(graph, values, scales, [0, 0, weight.Shape[1]]), type);
    }

    /// <summary>Values and scales of a transposed matrix, with magnitudes up to a limit.</summary>
    public static (Edge Values, Edge Scales) Narrow(GraphWriter graph, Int8Weight weight, int maxMagnitude)
    {
        var (values, scales) = (graph.Weight(weight.Values), graph.Weight(weight.Scales));
        if (weight.MaxMagnitude <= maxMagnitude) return (values, scales);
        var ratio = (float)maxMagnitude / weight.MaxMagnitude;
        var narrowed = graph.Node("Round", [graph.Mul(graph.Cast(values, ElementType.Float), graph.Scalar(ratio))]);
        return (graph.Cast(narrowed, ElementType.Int8), graph.Div(scales, graph.Scalar(ratio)));
    }

    private static Edge FromBlocks(GraphWriter graph, Edge values, Edge scales, IReadOnlyList<long> shape)
        => graph.Reshape(graph.Mul(graph.Sub(values, graph.Scalar((float)Int8Quantizer.ZeroPoint)), scales), [.. shape]);

    private static Edge AsType(GraphWriter graph, Edge x, ElementType type) => type == ElementType.Float ? x : graph.Cast(x, type);
}
