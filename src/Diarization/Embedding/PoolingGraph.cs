using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Embedding;

/// <summary>Statistics pooling: weighted mean and standard deviation over time for each mask, then a linear layer.</summary>
internal static class PoolingGraph
{
    // As in the reference: avoids a division by zero for an all-zero mask.
    private const float Epsilon = 1e-8f;

    /// <summary>[1, channels, height, frames] to [1, channels * height, frames].</summary>
    public static Edge Flatten(GraphWriter graph, Edge x)
        => graph.Node("Reshape", [x, graph.Concat([graph.Integers(1, -1), graph.LengthOf(x, 3)], 0)]);

    /// <summary>Writes the weighted statistics.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">[1, values, frames]</param>
    /// <param name="masks">[masks, frames]: frame weights, 0 to 1.</param>
    /// <returns>[masks, 2 * values]: means, then standard deviations.</returns>
    public static Edge Statistics(GraphWriter graph, Edge x, Edge masks)
    {
        var epsilon = graph.Scalar(Epsilon);
        var weights = graph.Unsqueeze(masks, 2);
        var sum = graph.Add(graph.Sum(weights, 1), epsilon);
        var mean = graph.Div(graph.MatMul(x, weights), sum);
        // Two passes: deviations from the mean give exactly 0 for a mask of one frame, a difference of two sums would not.
        var deviation = graph.Sub(x, mean);
        var squares = graph.Sum(graph.Mul(weights, weights), 1);
        var degrees = graph.Add(graph.Sub(sum, graph.Div(squares, sum)), epsilon);
        var variance = graph.Div(graph.MatMul(graph.Mul(deviation, deviation), weights), degrees);
        return graph.Node("Squeeze", [graph.Concat([mean, graph.Sqrt(variance)], 1), graph.Integers(2)]);
    }

    /// <summary>The last linear layer: [masks, statistics] to [masks, dimension].</summary>
    public static Edge Project(LayerWriter layers, Edge statistics) => layers.Linear(statistics, "resnet.seg_1", LinearKind.Dense);
}
