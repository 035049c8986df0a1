using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>Writes LSTM layers in 8 bits. Their weights are quantized once, when the session opens.</summary>
/// <param name="graph">The graph.</param>
internal sealed class Int8LstmWriter(GraphWriter graph)
{
    private readonly Int8LinearWriter _linear = new(graph);

    /// <summary>Writes one layer.</summary>
    /// <param name="x">[time, batch, features]</param>
    /// <param name="directions">The weights.</param>
    /// <param name="hidden">A multiple of <see cref="Int8LstmRecurrence.HiddenMultiple"/>.</param>
    /// <param name="features">Any number.</param>
    /// <returns>[time, batch, directions * hidden]</returns>
    public Edge Write(Edge x, LstmWriter.Direction[] directions, long hidden, long features)
    {
        var inputs = graph.Concat(Array.ConvertAll(directions, direction => direction.Inputs), 0);
        var bias = graph.Concat(Array.ConvertAll(directions, direction => graph.Add(direction.InputBias, direction.StateBias)), 0);
        var (states, scales) = Int8Edges.Quantize(graph, graph.Concat(Array.ConvertAll(directions, direction => direction.States), 0));
        var offsets = graph.Mul(graph.Reshape(graph.Sum(states, 1), -1), graph.Scalar((float)RowQuantizer.ZeroPoint));
        Edge[] operands =
        [
            WriteInputs(x, inputs, bias, features), ToPanels(states, directions.Length, hidden), scales,
            graph.Cast(offsets, ElementType.Int32),
        ];
        return graph.Nodes(Int8LstmRecurrence.Name, 1, operands, GraphWriter.CustomDomain)[0];
    }

    /// <summary>The inputs' shares of the gates. A few features are not worth quantizing.</summary>
    private Edge WriteInputs(Edge x, Edge matrix, Edge bias, long features)
    {
        if (features % RowQuantizer.ColumnMultiple != 0) return graph.Add(graph.MatMulTransposed(x, matrix), bias);
        var (values, scales) = Int8Edges.Quantize(graph, matrix);
        return _linear.Linear(x, new(graph.Cast(graph.Transpose(values, 1, 0), ElementType.Int8), scales, bias), Edge.None);
    }

    private Edge ToPanels(Edge states, long directions, long hidden)
    {
        var (columns, group) = (Int8LstmRecurrence.PanelColumns, Int8LstmRecurrence.PanelGroup);
        var panels = graph.Transpose(graph.Reshape(states, directions, -1, columns, hidden / group, group), 0, 1, 3, 2, 4);
        return graph.Cast(graph.Reshape(panels, directions, -1, hidden / group, columns * group), ElementType.Int8);
    }
}
