using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>The layers that the networks are made of, with their weights taken from a checkpoint by name.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="weights">The checkpoint.</param>
/// <param name="profile">Decides types and operators.</param>
/// <param name="width">Width of the hidden states of a transformer; 0 in other networks.</param>
public sealed class LayerWriter(GraphWriter graph, IWeights weights, ComputeProfile profile, long width = 0)
{
    /// <summary>PyTorch's default for every kind of normalisation, and Whisper's.</summary>
    private const float NormEpsilon = 1e-5f;

    /// <summary>A weight in the compute type. A cast of a constant happens once, when the session opens.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">What its shape must be; null for an axis of any length. A wrong one may broadcast, and only show in the numbers.</param>
    /// <exception cref="WeightShapeException">It has another shape.</exception>
    public Edge Weight(string name, params long?[] shape)
    {
        var weight = Expect(name, shape);
        var edge = graph.Weight(weight);
        return weight.Type == profile.Compute ? edge : graph.Cast(edge, profile.Compute);
    }

    /// <summary>x · Wᵀ + b for the tensors <c>name.weight</c> [out, in] and, where there is one, <c>name.bias</c> [out].</summary>
    public Edge Linear(Edge x, string name, LinearKind kind)
    {
        var bias = weights.Contains(name + ".bias") ? Weight(name + ".bias", Expect(name + ".weight", null, null).Shape[0]) : Edge.None;
        return Linear(x, name + ".weight", bias, kind);
    }

    /// <summary>x · Wᵀ + b for a matrix [out, in] of any name.</summary>
    public Edge Linear(Edge x, string matrix, Edge bias, LinearKind kind)
    {
        var shape = Expect(matrix, null, null).Shape;
        return kind switch
        {
            LinearKind.Int8 when Int8Quantizer.Rounds(kind, shape) => Int8Linear(x, weights.GetInt8(matrix), bias, shape[1], shape[0]),
            LinearKind.DynamicInt8 when Int8Quantizer.Rounds(kind, shape) => DynamicInt8Linear(x, weights.GetInt8(matrix), bias),
            _ => WithBias(graph.MatMulTransposed(x, Weight(matrix, null, null)), bias),
        };
    }

    /// <summary>Layer normalisation over the last axis.</summary>
    public Edge LayerNorm(Edge x, string name)
        => graph.Node("LayerNormalization", [x, Weight(name + ".weight", [width]), Weight(name + ".bias", [width])], ("axis", -1), ("epsilon", NormEpsilon));

    /// <summary>Convolution over time, [batch, channels, time], kernel 3, padded by 1.</summary>
    public Edge Conv3(Edge x, string name, long stride)
        => graph.Node("Conv", [x, Weight(name + ".weight", null, null, 3), Weight(name + ".bias", Expect(name + ".weight", null, null, 3).Shape[0])],
            ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 1 }), ("strides", new long[] { stride }));

    /// <summary>The shape of a tensor, where the network takes its sizes from the checkpoint.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">What its shape must be; null for an axis of any length.</param>
    /// <exception cref="WeightShapeException">It has another shape.</exception>
    public IReadOnlyList<long> Shape(string name, params long?[] shape) => Expect(name, shape).Shape;

    /// <summary>Convolution over time without padding, [batch, channels, time], for <c>name.weight</c> [out, in, kernel] and <c>name.bias</c>.</summary>
    public Edge Conv1(Edge x, string name)
        => graph.Node("Conv", [x, Weight(name + ".weight", null, null, null), Weight(name + ".bias", Shape(name + ".weight", null, null, null)[0])]);

    /// <summary>Square convolution without a bias, [batch, channels, height, width], padded so that stride 1 keeps the size.</summary>
    public Edge Conv2(Edge x, string name, long stride)
    {
        var kernel = Shape(name + ".weight", null, null, null, null)[2];
        var pad = kernel / 2;
        return graph.Node("Conv", [x, Weight(name + ".weight", null, null, kernel, kernel)],
            ("pads", new[] { pad, pad, pad, pad }), ("strides", new[] { stride, stride }));
    }

    /// <summary>Batch normalisation with the statistics of the training, over axis 1. ONNX Runtime folds it into the convolution before.</summary>
    public Edge BatchNorm(Edge x, string name)
    {
        var channels = Shape(name + ".weight", [null])[0];
        return graph.Node("BatchNormalization", [x, Weight(name + ".weight", channels), Weight(name + ".bias", channels),
            Weight(name + ".running_mean", channels), Weight(name + ".running_var", channels)], ("epsilon", NormEpsilon));
    }

    /// <summary>Normalises each channel of each element of the batch over time, [batch, channels, time].</summary>
    public Edge InstanceNorm(Edge x, string name)
        => graph.Node("InstanceNormalization", [x, Weight(name + ".weight", [null]), Weight(name + ".bias", [null])], ("epsilon", NormEpsilon));

    private Weight Expect(string name, params long?[] shape)
    {
        var weight = weights.Get(name);
        var fits = weight.Shape.Count == shape.Length && weight.Shape.Zip(shape).All(axis => axis.Second is null || axis.First == axis.Second);
        return fits ? weight : throw new WeightShapeException(name, weight.Shape, shape);
    }

    private Edge WithBias(Edge x, Edge bias) => bias == Edge.None ? x : graph.Add(x, bias);

    private Edge DynamicInt8Linear(Edge x, Int8Weight weight, Edge bias)
        => graph.MicrosoftNode("DynamicQuantizeMatMul", [x, graph.Weight(weight.Values), graph.Weight(weight.Scales), Edge.None, bias]);

    // accuracy_level 4: activations are rounded to 8 bits too, so that the product runs on integer instructions.
    private Edge Int8Linear(Edge x, Int8Weight weight, Edge bias, long inputs, long outputs)
        => graph.MicrosoftNode("MatMulNBits", [x, graph.Weight(weight.Values), graph.Weight(weight.Scales), Edge.None, Edge.None, bias],
            ("K", inputs), ("N", outputs), ("bits", 8), ("block_size", weight.BlockSize), ("accuracy_level", 4));
}
