using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>One layer of long short-term memory with PyTorch's weights.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="layers">The checkpoint's weights.</param>
public sealed class Lstm(GraphWriter graph, LayerWriter layers)
{
    private const int Gates = 4;

    /// <summary>PyTorch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell.</summary>
    private static readonly int[] s_gateOrder = [0, 3, 1, 2];

    /// <summary>Writes a layer.</summary>
    /// <param name="x">[time, batch, features]</param>
    /// <param name="suffixes">What the names of the tensors end with, for each direction: <c>_l0</c>, and <c>_l0_reverse</c> where the layer runs both ways.</param>
    /// <param name="prefix">What they begin with, as in <c>lstm.</c></param>
    /// <returns>[time, batch, directions * hidden]</returns>
    /// <exception cref="WeightShapeException">A tensor has a shape that does not fit the others.</exception>
    public Edge Write(Edge x, string prefix, params ReadOnlySpan<string> suffixes)
    {
        var hidden = layers.Shape($"{prefix}weight_hh{suffixes[0]}", null, null)[1];
        var features = layers.Shape($"{prefix}weight_ih{suffixes[0]}", Gates * hidden, null)[1];
        var (inputs, states, biases) = (new Edge[suffixes.Length], new Edge[suffixes.Length], new Edge[suffixes.Length]);
        for (var i = 0; i < suffixes.Length; i++)
        {
            inputs[i] = Gated($"{prefix}weight_ih{suffixes[i]}", Gates * hidden, features);
            states[i] = Gated($"{prefix}weight_hh{suffixes[i]}", Gates * hidden, hidden);
            biases[i] = graph.Concat([Gated($"{prefix}bias_ih{suffixes[i]}", Gates * hidden), Gated($"{prefix}bias_hh{suffixes[i]}", Gates * hidden)], 1);
        }

        var y = graph.Node("LSTM", [x, graph.Concat(inputs, 0), graph.Concat(states, 0), graph.Concat(biases, 0)],
            ("hidden_size", hidden), ("direction", suffixes.Length == 2 ? "bidirectional" : "forward"));
        // [time, directions, batch, hidden] to [time, batch, directions * hidden].
        return graph.Reshape(graph.Transpose(y, 0, 2, 1, 3), 0, 0, suffixes.Length * hidden);
    }

    /// <summary>A weight with its gates in ONNX's order, under a new axis for the direction. Constant, so it happens once, when the session opens.</summary>
    private Edge Gated(string name, params long?[] shape)
    {
        var hidden = shape[0]!.Value / Gates;
        var rows = new long[Gates * hidden];
        for (var i = 0; i < rows.Length; i++) rows[i] = s_gateOrder[i / hidden] * hidden + i % hidden;
        return graph.Unsqueeze(graph.Gather(layers.Weight(name, shape), graph.Integers(rows)), 0);
    }
}
