using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>Writes LSTM layers with PyTorch's weights.</summary>
/// <param name="graph">The graph.</param>
/// <param name="layers">The checkpoint's weights.</param>
public sealed class LstmWriter(GraphWriter graph, LayerWriter layers)
{
    private const int Gates = 4;

    // PyTorch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell.
    private static readonly int[] GateOrder = [0, 3, 1, 2];

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
        var (inputs, states, biases) = (new Edge[suffixes.Length], new Edge[suffixes.Length], new Edge[suffixes.Length]);
        for (var i = 0; i < suffixes.Length; i++)
        {
            inputs[i] = ReorderGates($"{prefix}weight_ih{suffixes[i]}", Gates * hidden, features);
            states[i] = ReorderGates($"{prefix}weight_hh{suffixes[i]}", Gates * hidden, hidden);
            biases[i] = graph.Concat(
                [ReorderGates($"{prefix}bias_ih{suffixes[i]}", Gates * hidden),
                    ReorderGates($"{prefix}bias_hh{suffixes[i]}", Gates * hidden)], 1);
        }

        var y = graph.Node("LSTM", [x, graph.Concat(inputs, 0), graph.Concat(states, 0), graph.Concat(biases, 0)],
            ("hidden_size", hidden), ("direction", suffixes.Length == 2 ? "bidirectional" : "forward"));
        // [time, directions, batch, hidden] to [time, batch, directions * hidden].
        return graph.Reshape(graph.Transpose(y, 0, 2, 1, 3), 0, 0, suffixes.Length * hidden);
    }

    /// <summary>A weight with the gates in ONNX's order and a leading axis for the direction. Computed once, when the session
    /// opens.</summary>
    private Edge ReorderGates(string name, params long?[] shape)
    {
        var hidden = shape[0]!.Value / Gates;
        var rows = new long[Gates * hidden];
        for (var i = 0; i < rows.Length; i++) rows[i] = GateOrder[i / hidden] * hidden + i % hidden;
        return graph.Unsqueeze(graph.Gather(layers.Weight(name, shape), graph.Integers(rows)), 0);
    }
}
