using Speech.Kernels;
using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Writes GELU and the linear layer after it in 8 bits, with one scale for each row of the activations.</summary>
internal static class Int8GeluWriter
{
    /// <summary>Whether a matrix [out, in] can follow: its rows are whole vectors.</summary>
    public static bool Fits(Int8Weight weight) => weight.IsTransposed && weight.Shape[1] % GeluQuantizer.ColumnMultiple == 0;

    /// <summary>GELU(x) · Wᵀ + b.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="x">[batch, rows, in].</param>
    /// <param name="weight">The matrix, transposed.</param>
    /// <param name="bias">[out], or none.</param>
    public static Edge Write(GraphWriter graph, Edge x, Int8Weight weight, Edge bias)
    {
        var quantized = graph.Nodes(GeluQuantizer.Name, 2, [x], GraphWriter.CustomDomain);
        var (values, scales) = Int8Edges.Narrow(graph, weight, Int8Range.Dynamic);
        var products = graph.MicrosoftNode("MatMulIntegerToFloat", [quantized[0], values, graph.Scalar(1f), scales]);
        // What the offset of the bytes adds to each output; constant, so it is computed once, when the session opens.
        var sums = graph.Mul(graph.Sum(graph.Cast(values, ElementType.Float), 0), scales);
        var offset = graph.Mul(sums, graph.Scalar(-GeluQuantizer.Offset));
        return graph.Add(graph.Mul(products, quantized[1]), bias == Edge.None ? offset : graph.Add(offset, bias));
    }
}
