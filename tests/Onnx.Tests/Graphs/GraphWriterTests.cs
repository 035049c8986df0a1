using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Tests.Graphs;

public class GraphWriterTests
{
    [Fact]
    public void A_graph_computes_its_nodes()
    {
        var graph = new GraphWriter();
        var x = graph.Input("x", ElementType.Float, "n");
        graph.Output("y", graph.Add(graph.Mul(x, graph.Scalar(2f)), graph.Constant<float>([1, 2, 3], 3)), ElementType.Float, "n");
        Assert.Equal([3, 6, 9], Graph.Run(graph, ("x", [1, 2, 3], [3])));
    }

    [Fact]
    public void Equal_constants_are_stored_once()
    {
        var graph = new GraphWriter();
        Assert.Equal(graph.Integers(1, 2), graph.Integers(1, 2));
        Assert.NotEqual(graph.Integers(1, 2), graph.Integers(2, 1));
        Assert.NotEqual(graph.Constant<float>([1, 2], 2), graph.Constant<float>([1, 2], 1, 2));
        Assert.NotEqual(graph.Scalar(0f), graph.Scalar(0L));
    }

    [Fact]
    public void A_transposed_product_matches_a_plain_product()
    {
        var random = new Random(1);
        float[] a = Graph.Random(random, 2 * 3), b = Graph.Random(random, 4 * 3);
        var graph = new GraphWriter();
        var (left, right) = (graph.Input("a", ElementType.Float, 2, 3), graph.Input("b", ElementType.Float, 4, 3));
        var difference = graph.Sub(graph.MatMulTransposed(left, right), graph.MatMul(left, graph.Transpose(right, 1, 0)));
        graph.Output("y", difference, ElementType.Float, 2, 4);
        Assert.All(Graph.Run(graph, ("a", a, [2, 3]), ("b", b, [4, 3])), value => Assert.Equal(0, value, 1e-6f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_weight_is_read_at_any_alignment(int misalignment)
    {
        using var file = new WeightFile(misalignment, [1.5f, -2, 3]);
        var graph = new GraphWriter();
        graph.Output("y", graph.Add(graph.Input("x", ElementType.Float, 3), graph.Weight(file.Weight("w", [3]))), ElementType.Float, 3);
        Assert.Equal([2.5f, 0, 6], Graph.Run(graph, ("x", [1, 2, 3], [3])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_behind_links_and_in_several_folders_are_found(bool linksFolder)
    {
        using WeightFile one = new(0, [1f, 1]), two = new(0, [2f, 2]);
        var link = Path.Combine(Path.GetDirectoryName(one.Path)!, "link");
        if (linksFolder) Directory.CreateSymbolicLink(link, Path.GetDirectoryName(two.Path)!);
        else File.CreateSymbolicLink(link, two.Path);
        if (linksFolder) link = Path.Combine(link, Path.GetFileName(two.Path));
        var graph = new GraphWriter();
        var sum = graph.Add(graph.Weight(one.Weight("one", [2])), graph.Weight(two.Weight("two", [2]) with { File = link }));
        graph.Output("y", graph.Add(sum, graph.Input("x", ElementType.Float, 2)), ElementType.Float, 2);
        Assert.Equal([3, 3], Graph.Run(graph, ("x", [0, 0], [2])));
    }

    [Fact]
    public void An_invalid_graph_is_rejected_when_the_session_opens()
    {
        var graph = new GraphWriter();
        graph.Output("y", graph.Node("NoSuchOperator", [graph.Input("x", ElementType.Float, 1)]), ElementType.Float, 1);
        Assert.Throws<OnnxRuntimeException>(() => Graph.Run(graph, ("x", [0], [1])));
    }
}
