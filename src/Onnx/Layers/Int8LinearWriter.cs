using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>Writes linear layers in 8 bits, with one scale for each row of the activations and one for each output.</summary>
/// <param name="graph">The graph being written.</param>
internal sealed class Int8LinearWriter(GraphWriter graph)
{
    // Several layers may have the same input: it is quantized once.
    private readonly Dictionary<Edge, Edge[]> _quantized = [];

    /// <summary>x · Wᵀ + b + addend.</summary>
    /// <param name="x">[batch, rows, in].</param>
    /// <param name="layer">The layer.</param>
    /// <param name="addend">[batch, rows, out], or none.</param>
    public Edge Linear(Edge x, Int8Layer layer, Edge addend)
    {
        return Dequantize(Multiply(x, layer), layer.Bias, addend);
    }

    /// <summary>GELU(x · Wᵀ + b) · Vᵀ + c + addend.</summary>
    /// <param name="x">[batch, rows, in].</param>
    /// <param name="first">The layer W, b.</param>
    /// <param name="second">The layer V, c.</param>
    /// <param name="addend">[batch, rows, out], or none.</param>
    public Edge FeedForward(Edge x, Int8Layer first, Int8Layer second, Edge addend)
    {
        var product = Multiply(x, first);
        var activated = graph.Nodes(
            GeluQuantizer.Name, 2, [product.Values, product.RowScales, product.Scales, OrEmpty(first.Bias, 1)], GraphWriter.CustomDomain);
        return Dequantize(Multiply(activated, GeluQuantizer.ZeroPoint, second), second.Bias, addend);
    }

    private Product Multiply(Edge x, Int8Layer layer)
    {
        if (!_quantized.TryGetValue(x, out var rows))
            _quantized[x] = rows = graph.Nodes(RowQuantizer.Name, 2, [x], GraphWriter.CustomDomain);
        return Multiply(rows, RowQuantizer.ZeroPoint, layer);
    }

    private Product Multiply(Edge[] rows, byte zeroPoint, Int8Layer layer)
        => new(graph.Node("MatMulInteger", [rows[0], layer.Values, graph.Scalar(zeroPoint)]), rows[1], layer.Scales);

    private Edge Dequantize(Product product, Edge bias, Edge addend)
        => graph.Nodes(
            ProductDequantizer.Name, 1, [product.Values, product.RowScales, product.Scales, OrEmpty(bias, 1), OrEmpty(addend, 3)],
            GraphWriter.CustomDomain)[0];

    // The operators have no optional inputs.
    private Edge OrEmpty(Edge edge, int rank) => edge == Edge.None ? graph.Constant<float>([], new long[rank]) : edge;

    /// <summary>Integer products, the scales of the rows and of the outputs.</summary>
    private readonly record struct Product(Edge Values, Edge RowScales, Edge Scales);
}

/// <summary>A linear layer with a quantized matrix.</summary>
/// <param name="Values">Signed bytes [in, out], with magnitudes that the processor can multiply.</param>
/// <param name="Scales">The scale of each output, [out].</param>
/// <param name="Bias">[out], or none.</param>
internal readonly record struct Int8Layer(Edge Values, Edge Scales, Edge Bias);
