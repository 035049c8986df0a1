using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Writes common layers, with their weights taken from a checkpoint by name.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="weights">The weights.</param>
/// <param name="profile">Determines element types and operators.</param>
/// <param name="width">Width of a transformer's hidden states; 0 for other networks.</param>
public sealed class LayerWriter(GraphWriter graph, IWeights weights, ComputeProfile profile, long width = 0)
{
    /// <summary>PyTorch's default for every kind of normalization.</summary>
    private const float NormEpsilon = 1e-5f;

    private readonly Int8LinearWriter _int8 = new(graph);

    /// <summary>Width of a transformer's hidden states; 0 for other networks.</summary>
    public long Width => width;

    /// <summary>A weight in the compute type. A cast of a constant happens once, when the session opens.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">
    /// The required shape; null for an axis of any length. Another shape might broadcast and silently give wrong results.
    /// </param>
    /// <exception cref="WeightException">It is missing or has another shape.</exception>
    public Edge Weight(string name, params long?[] shape) => ToEdge(Find(name, shape));

    /// <summary>Rows of a matrix in the compute type: only these rows are converted, the matrix stays as stored.</summary>
    /// <param name="name">The matrix, [count, width].</param>
    /// <param name="rows">Indices of the rows, of any shape.</param>
    /// <param name="count">The required number of rows.</param>
    /// <returns>The shape of <paramref name="rows"/> with the width as one more axis.</returns>
    /// <exception cref="WeightException">The matrix is missing or has another shape.</exception>
    public Edge Rows(string name, Edge rows, long count)
    {
        var matrix = Find(name, count, width);
        return matrix.Int8 is { } stored
            ? Int8Edges.DequantizeRows(graph, stored, rows, profile.Compute)
            : AsCompute(graph.Gather(graph.Weight(matrix.Floats!), rows), matrix.Floats!.Type);
    }

    /// <summary>x · Wᵀ + b, with the tensors <c>name.weight</c> [out, in] and, if it exists, <c>name.bias</c> [out].</summary>
    /// <param name="x">[batch, rows, in].</param>
    /// <param name="name">Name of the layer.</param>
    /// <param name="kind">How the matrix is multiplied.</param>
    /// <param name="addend">Added to the result, [batch, rows, out]; default none.</param>
    public Edge Linear(Edge x, string name, LinearKind kind, Edge addend = default)
    {
        var matrix = Find(name + ".weight", null, null);
        return Linear(x, matrix, Bias(name, matrix), kind, addend);
    }

    /// <summary>A projection of attention: <see cref="Linear(Edge, string, LinearKind, Edge)"/> with as many outputs as inputs.</summary>
    /// <exception cref="WeightException">The matrix is missing, or is not [width, width].</exception>
    public Edge Projection(Edge x, string name, LinearKind kind, Edge addend = default)
    {
        var matrix = Find(name + ".weight", width, width);
        return Linear(x, matrix, Bias(name, matrix), kind, addend);
    }

    /// <summary>x · Wᵀ with a matrix [out, in] of any name.</summary>
    public Edge Product(Edge x, string matrix, LinearKind kind) => Linear(x, Find(matrix, null, null), Edge.None, kind, Edge.None);

    /// <summary>GELU(x · Wᵀ + b) · Vᵀ + c + addend, with the tensors of two layers.</summary>
    /// <param name="x">[batch, rows, in].</param>
    /// <param name="first">Name of the layer W, b.</param>
    /// <param name="second">Name of the layer V, c.</param>
    /// <param name="kind">How the matrices are multiplied.</param>
    /// <param name="addend">[batch, rows, out].</param>
    public Edge FeedForward(Edge x, string first, string second, LinearKind kind, Edge addend)
        => FindInt8(first, kind) is { } inner && FindInt8(second, kind) is { } outer
            ? _int8.FeedForward(x, inner, outer, addend)
            : Linear(graph.Gelu(Linear(x, first, kind)), second, kind, addend);

    /// <summary>
    /// Layer normalization over the last axis; divided by the smoothing that the quantized matrices of the layers after it contain.
    /// </summary>
    public Edge LayerNorm(Edge x, string name)
    {
        var (scale, shift) = (Weight(name + ".weight", width), Weight(name + ".bias", width));
        if (weights.Contains(Int8Weight.SmoothingName(name)))
        {
            var smoothing = Weight(Int8Weight.SmoothingName(name), width);
            (scale, shift) = (graph.Div(scale, smoothing), graph.Div(shift, smoothing));
        }

        return graph.Node("LayerNormalization", [x, scale, shift], ("axis", -1), ("epsilon", NormEpsilon));
    }

    /// <summary>The shape of a tensor, for networks that take their sizes from the checkpoint.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">The required shape; null for an axis of any length.</param>
    /// <exception cref="WeightException">It is missing or has another shape.</exception>
    public IReadOnlyList<long> Shape(string name, params long?[] shape) => Find(name, shape).Shape;

    /// <summary>
    /// Convolution over time, [batch, channels, time], with <c>name.weight</c> [out, in, kernel] and <c>name.bias</c> [out].
    /// </summary>
    /// <param name="x">[batch, in, time].</param>
    /// <param name="name">Name of the layer.</param>
    /// <param name="stride">Stride; default 1.</param>
    /// <param name="padding">Zeros added at each end; default 0.</param>
    /// <param name="kernel">The required kernel length; null for any.</param>
    public Edge Conv1d(Edge x, string name, long stride = 1, long padding = 0, long? kernel = null)
    {
        var shape = Shape(name + ".weight", null, null, kernel);
        return graph.Node("Conv", [x, Weight(name + ".weight", null, null, kernel), Weight(name + ".bias", shape[0])],
            ("kernel_shape", new[] { shape[2] }), ("pads", new[] { padding, padding }), ("strides", new[] { stride }));
    }

    /// <summary>Square convolution without a bias, [batch, channels, height, width], padded so that stride 1 keeps the size.</summary>
    public Edge Conv2d(Edge x, string name, long stride)
    {
        var kernel = Shape(name + ".weight", null, null, null, null)[2];
        var padding = kernel / 2;
        return graph.Node("Conv", [x, Weight(name + ".weight", null, null, kernel, kernel)],
            ("pads", new[] { padding, padding, padding, padding }), ("strides", new[] { stride, stride }));
    }

    /// <summary>
    /// Batch normalization over axis 1 with the statistics of the training. ONNX Runtime fuses it into the preceding convolution.
    /// </summary>
    public Edge BatchNorm(Edge x, string name)
    {
        var channels = Shape(name + ".weight", [null])[0];
        return graph.Node("BatchNormalization", [x, Weight(name + ".weight", channels), Weight(name + ".bias", channels),
            Weight(name + ".running_mean", channels), Weight(name + ".running_var", channels)], ("epsilon", NormEpsilon));
    }

    /// <summary>Instance normalization over time, [batch, channels, time].</summary>
    public Edge InstanceNorm(Edge x, string name)
        => graph.Node("InstanceNormalization", [x, Weight(name + ".weight", [null]), Weight(name + ".bias", [null])],
            ("epsilon", NormEpsilon));

    private StoredTensor Find(string name, params long?[] expected)
    {
        var tensor = weights.IsInt8(name)
            ? new StoredTensor(name, null, weights.GetInt8(name)) : new StoredTensor(name, weights.Get(name), null);
        var fits = tensor.Shape.Count == expected.Length
            && tensor.Shape.Zip(expected).All(axis => axis.Second is null || axis.First == axis.Second);
        return fits ? tensor : throw WeightException.WrongShape(name, tensor.Shape, expected);
    }

    private Edge Bias(string name, StoredTensor matrix)
        => weights.Contains(name + ".bias") ? Weight(name + ".bias", matrix.Shape[0]) : Edge.None;

    private Edge ToEdge(StoredTensor tensor) => tensor.Int8 is { } stored
        ? Int8Edges.Dequantize(graph, stored, profile.Compute)
        : AsCompute(graph.Weight(tensor.Floats!), tensor.Floats!.Type);

    private Edge Linear(Edge x, StoredTensor matrix, Edge bias, LinearKind kind, Edge addend)
        => FindInt8(matrix, bias, kind) is { } layer
            ? _int8.Linear(x, layer, addend)
            : Sum(graph.MatMulTransposed(x, ToEdge(matrix)), bias, addend);

    private Int8Layer? FindInt8(string name, LinearKind kind)
    {
        var matrix = Find(name + ".weight", null, null);
        return FindInt8(matrix, Bias(name, matrix), kind);
    }

    /// <summary>A layer in the form that its kind multiplies; null if that is not 8 bits.</summary>
    private Int8Layer? FindInt8(StoredTensor matrix, Edge bias, LinearKind kind)
    {
        if (!Int8Quantizer.Quantizes(kind, matrix.Shape)) return null;
        var (values, scales) = Int8Edges.Narrow(graph, matrix.Int8 ?? weights.GetInt8(matrix.Name));
        return new(values, scales, bias);
    }

    private Edge AsCompute(Edge x, ElementType type) => type == profile.Compute ? x : graph.Cast(x, profile.Compute);

    private Edge Sum(Edge x, params ReadOnlySpan<Edge> addends)
    {
        foreach (var addend in addends)
            if (addend != Edge.None) x = graph.Add(x, addend);
        return x;
    }

    /// <summary>A tensor as the checkpoint has it: floats, or a matrix in 8 bits.</summary>
    private readonly record struct StoredTensor(string Name, Weight? Floats, Int8Weight? Int8)
    {
        public IReadOnlyList<long> Shape => Int8?.Shape ?? Floats!.Shape;
    }
}
