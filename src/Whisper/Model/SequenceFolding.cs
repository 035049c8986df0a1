using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>
/// The queries of all sequences of a window attend to its audio as one longer sequence: the window's keys and values are read once.
/// </summary>
/// <param name="graph">The graph being written.</param>
/// <param name="width">Width of the model.</param>
internal sealed class SequenceFolding(GraphWriter graph, long width)
{
    /// <summary>[batch, time, width] to [windows, sequences of a window * time, width].</summary>
    /// <param name="query">The queries of all sequences.</param>
    /// <param name="keys">Keys of all windows, [windows, ...].</param>
    public Edge Fold(Edge query, Edge keys) => Reshape(query, keys);

    /// <summary>[windows, sequences of a window * time, width] to [batch, time, width].</summary>
    /// <param name="attended">The attention output.</param>
    /// <param name="query">The queries before they were folded.</param>
    public Edge Unfold(Edge attended, Edge query) => Reshape(attended, query);

    private Edge Reshape(Edge x, Edge like)
        => graph.Node("Reshape", [x, graph.Concat([graph.LengthOf(like, 0), graph.Integers(-1, width)], axis: 0)]);
}
