using Speech.Kernels;
using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Writes LSTM layers with PyTorch's weights.</summary>
/// <param name="graph">The graph.</param>
/// <param name="layers">The checkpoint's weights.</param>
/// <param name="kind">How the matrices are multiplied.</param>
public sealed class LstmWriter(GraphWriter graph, LayerWriter layers, LinearKind kind)
{
    private const int Gates = 4;

    // PyTorch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell.
    private static readonly int[] GateOrder = [0, 3, 1, 2];

    private readonly Int8LstmWriter _int8 = new(graph);

    /// <summary>Writes one layer.</summary>
    /// <param name="x">[time, batch, features]</param>
    /// <param name="prefix">Prefix of the tensors' names, for example <c>lstm.</c></param>
    /// <param name="suffixes">
    /// Suffix of the tensors' names per direction: <c>_l0</c>, and <c>_l0_reverse</c> too for a bidirectional layer.
    /// </param>
    /// <returns>[time, batch, directions * hidden]</returns>
    /// <exception cref="WeightException">A tensor is missing, or the shapes do not match.</exception>
    public Edge Write(Edge x, string prefix, params ReadOnlySpan<string> suffixes)
    {
        var hidden = layers.Shape($"{prefix}weight_hh{suffixes[0]}", null, null)[1];
        var features = layers.Shape($"{prefix}weight_ih{suffixes[0]}", Gates * hidden, null)[1];
        var directions = new Direction[suffixes.Length];
        for (var i = 0; i < directions.Length; i++)
            directions[i] = new(
                layers.Weight($"{prefix}weight_ih{suffixes[i]}", Gates * hidden, features),
                layers.Weight($"{prefix}weight_hh{suffixes[i]}", Gates * hidden, hidden),
                layers.Weight($"{prefix}bias_ih{suffixes[i]}", Gates * hidden),
                layers.Weight($"{prefix}bias_hh{suffixes[i]}", Gates * hidden));
        return kind == LinearKind.Int8 && Int8LstmRecurrence.IsSupported && hidden % Int8LstmRecurrence.HiddenMultiple == 0
            ? _int8.Write(x, directions, hidden, features) : WriteFloats(x, directions, hidden);
    }

    private Edge WriteFloats(Edge x, Direction[] directions, long hidden)
    {
        var inputs = Array.ConvertAll(directions, direction => ReorderGates(direction.Inputs, hidden));
        var states = Array.ConvertAll(directions, direction => ReorderGates(direction.States, hidden));
        var biases = Array.ConvertAll(directions, direction => graph.Concat(
            [ReorderGates(direction.InputBias, hidden), ReorderGates(direction.StateBias, hidden)], 1));
        var y = graph.Node("LSTM", [x, graph.Concat(inputs, 0), graph.Concat(states, 0), graph.Concat(biases, 0)],
            ("hidden_size", hidden), ("direction", directions.Length == 2 ? "bidirectional" : "forward"));
        // [time, directions, batch, hidden] to [time, batch, directions * hidden].
        return graph.Reshape(graph.Transpose(y, 0, 2, 1, 3), 0, 0, directions.Length * hidden);
    }

    /// <summary>A weight with the gates in ONNX's order and a leading axis for the direction. Computed once, when the session
    /// opens.</summary>
    private Edge ReorderGates(Edge weight, long hidden)
    {
        var rows = new long[Gates * hidden];
        for (var i = 0; i < rows.Length; i++) rows[i] = GateOrder[i / hidden] * hidden + i % hidden;
        return graph.Unsqueeze(graph.Gather(weight, graph.Integers(rows)), 0);
    }

    /// <summary>The weights of one direction of a layer, with the gates in PyTorch's order.</summary>
    /// <param name="Inputs">[4 * hidden, features].</param>
    /// <param name="States">[4 * hidden, hidden].</param>
    /// <param name="InputBias">[4 * hidden].</param>
    /// <param name="StateBias">[4 * hidden].</param>
    internal readonly record struct Direction(Edge Inputs, Edge States, Edge InputBias, Edge StateBias);
}
