using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public sealed class ProductDequantizerTests
{
    [Theory]
    [InlineData(1, 1, 16, false, false)]
    [InlineData(2, 3, 37, true, false)]
    [InlineData(2, 3, 37, false, true)]
    [InlineData(1, 70, 1030, true, true)]
    public void Products_are_scaled_and_bias_and_addend_added(int batch, int rows, int columns, bool hasBias, bool hasAddend)
    {
        var random = new Random(columns);
        var products = Enumerable.Range(0, batch * rows * columns).Select(_ => (float)random.Next(-9_000_000, 9_000_000)).ToArray();
        float[] rowScales = KernelGraph.Random(random, batch * rows), scales = KernelGraph.Random(random, columns);
        float[] bias = KernelGraph.Random(random, hasBias ? columns : 0);
        var addend = KernelGraph.Random(random, hasAddend ? products.Length : 0);
        var graph = new GraphWriter();
        Edge[] inputs =
        [
            graph.Cast(graph.Input("x", ElementType.Float, batch, rows, columns), ElementType.Int32),
            graph.Input("r", ElementType.Float, batch, rows, 1), graph.Constant<float>(scales, columns),
            graph.Constant<float>(bias, bias.Length), graph.Constant<float>(addend, hasAddend ? [batch, rows, columns] : [0, 0, 0]),
        ];
        graph.Output("y", graph.Custom(ProductDequantizer.Name, 1, inputs)[0], ElementType.Float, batch, rows, columns);

        var actual = KernelGraph.Run(graph, ("x", products, [batch, rows, columns]), ("r", rowScales, [batch, rows, 1]));

        for (var i = 0; i < products.Length; i++)
        {
            var scaled = (double)products[i] * rowScales[i / columns] * scales[i % columns];
            var expected = scaled + (hasBias ? bias[i % columns] : 0) + (hasAddend ? addend[i] : 0);
            Assert.Equal(expected, actual[i], 1e-5 + 3e-7 * Math.Abs(scaled));
        }
    }

    [Fact]
    public void Scales_of_another_shape_are_an_error()
    {
        var graph = new GraphWriter();
        var x = graph.Cast(graph.Input("x", ElementType.Float, 1, 2, 16), ElementType.Int32);
        Edge Constant(params long[] shape) => graph.Constant<float>(new float[shape.Aggregate(1L, (a, b) => a * b)], shape);
        var y = graph.Custom(ProductDequantizer.Name, 1, x, Constant(1, 3, 1), Constant(16), Constant(0), Constant(0, 0, 0));
        graph.Output("y", y[0], ElementType.Float, 1, 2, 16);
        var exception = Assert.ThrowsAny<Exception>(() => KernelGraph.Run(graph, ("x", new float[32], [1, 2, 16])));
        Assert.Contains("shape of the products", exception.Message);
    }
}
