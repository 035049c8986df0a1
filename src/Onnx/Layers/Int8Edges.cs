using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Conversions of stored 8-bit matrices. Of constants, ONNX Runtime computes them once, when the session opens.</summary>
internal static class Int8Edges
{
    // Of a row of zeros.
    private const float SmallestScale = 1e-12f;

    /// <summary>The matrix [rows, columns] in a float type.</summary>
    public static Edge Dequantize(GraphWriter graph, Int8Weight weight, ElementType type)
    {
        var values = graph.Cast(graph.Weight(weight.Values), ElementType.Float);
        return AsType(graph, graph.Transpose(graph.Mul(values, graph.Weight(weight.Scales)), 1, 0), type);
    }

    /// <summary>Rows of a matrix in a float type: only these rows are converted.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="weight">The matrix.</param>
    /// <param name="rows">Indices [batch, time].</param>
    /// <param name="type">Type of the result.</param>
    /// <returns>[batch, time, columns].</returns>
    public static Edge DequantizeRows(GraphWriter graph, Int8Weight weight, Edge rows, ElementType type)
    {
        var values = graph.Transpose(graph.Gather(graph.Weight(weight.Values), rows, axis: 1), 1, 2, 0);
        var scales = graph.Unsqueeze(graph.Gather(graph.Weight(weight.Scales), rows), 2);
        return AsType(graph, graph.Mul(graph.Cast(values, ElementType.Float), scales), type);
    }

    /// <summary>Quantizes a matrix of floats [rows, columns], a weight.</summary>
    /// <returns>Whole numbers as floats, [rows, columns], with magnitudes that this processor can multiply; scales, [rows].</returns>
    public static (Edge Values, Edge Scales) Quantize(GraphWriter graph, Edge matrix)
    {
        var largest = graph.Node("ReduceMax", [graph.Abs(matrix), graph.Integers(1)], ("keepdims", 1));
        var scales = graph.Max(graph.Div(largest, graph.Scalar((float)Int8Range.Processor)), graph.Scalar(SmallestScale));
        return (graph.Node("Round", [graph.Div(matrix, scales)]), graph.Reshape(scales, -1));
    }

    /// <summary>Values and scales of a matrix, with magnitudes that this processor can multiply.</summary>
    public static (Edge Values, Edge Scales) Narrow(GraphWriter graph, Int8Weight weight)
    {
        var (values, scales) = (graph.Weight(weight.Values), graph.Weight(weight.Scales));
        if (weight.MaxMagnitude <= Int8Range.Processor) return (values, scales);
        var ratio = (float)Int8Range.Processor / weight.MaxMagnitude;
        var narrowed = graph.Node("Round", [graph.Mul(graph.Cast(values, ElementType.Float), graph.Scalar(ratio))]);
        return (graph.Cast(narrowed, ElementType.Int8), graph.Div(scales, graph.Scalar(ratio)));
    }

    private static Edge AsType(GraphWriter graph, Edge x, ElementType type) => type == ElementType.Float ? x : graph.Cast(x, type);
}
