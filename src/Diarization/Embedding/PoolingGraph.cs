using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Embedding;

/// <summary>From the frames of a window to one vector for each mask: weighted mean and standard deviation over time, then a linear layer.</summary>
internal static class PoolingGraph
{
    // The reference's guard against a sum of nothing.
    private const float Epsilon = 1e-8f;

    /// <summary>[1, channels, height, frames] to [1, channels * height, frames].</summary>
    public static Edge Flatten(GraphWriter graph, Edge x) => graph.Node("Reshape", [x, graph.Concat([graph.Integers(1, -1), graph.LengthOf(x, 3)], 0)]);

    /// <summary>Pools frames under masks.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="x">[1, values, frames]</param>
    /// <param name="masks">[masks, frames]: the weight of each frame, 0 to 1.</param>
    /// <returns>[masks, 2 * values]</returns>
    public static Edge Statistics(GraphWriter graph, Edge x, Edge masks)
    {
        var epsilon = graph.Scalar(Epsilon);
        var weights = graph.Unsqueeze(masks, 2);
        var sum = graph.Add(graph.Sum(weights, 1), epsilon);
        var mean = graph.Div(graph.MatMul(x, weights), sum);
        // The spread is taken around the mean, in a second pass: a mask of one frame gives exactly 0, where the difference of two sums would not.
        var apart = graph.Sub(x, mean);
        var squares = graph.Sum(graph.Mul(weights, weights), 1);
        var variance = graph.Div(graph.MatMul(graph.Mul(apart, apart), weights), graph.Add(graph.Sub(sum, graph.Div(squares, sum)), epsilon));
        return graph.Node("Squeeze", [graph.Concat([mean, graph.Sqrt(variance)], 1), graph.Integers(2)]);
    }

    /// <summary>[masks, statistics] to [masks, dimension].</summary>
    public static Edge Embed(LayerWriter layers, Edge statistics) => layers.Linear(statistics, "resnet.seg_1", LinearKind.Dense);
}
