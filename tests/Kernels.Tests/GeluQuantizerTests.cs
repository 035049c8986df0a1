using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public sealed class GeluQuantizerTests
{
    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(2, 37, 512)]
    public void Bytes_and_scales_give_the_activation_to_half_a_step_of_its_row(int batch, int rows, int columns)
    {
        var random = new Random(columns);
        var x = KernelGraph.Random(random, batch * rows * columns);
        // One row in three is many times as large, and some values are far in the tails.
        for (var i = 0; i < x.Length; i++) x[i] *= i / columns % 3 == 0 ? 90 : 4;
        // As integer products with scales and a bias.
        const float scale = 1 / 1024f, columnScale = 0.5f, bias = 0.25f;
        for (var i = 0; i < x.Length; i++) x[i] = (int)(x[i] / scale / columnScale) * scale * columnScale + bias;
        var graph = new GraphWriter();
        var shifted = graph.Sub(graph.Input("x", ElementType.Float, batch, rows, columns), graph.Scalar(bias));
        var products = graph.Node("Round", [graph.Mul(shifted, graph.Scalar(1 / scale / columnScale))]);
        Edge Filled(float value, params long[] shape)
            => graph.Constant<float>(Enumerable.Repeat(value, (int)shape.Aggregate(1L, (a, b) => a * b)).ToArray(), shape);
        var outputs = graph.Custom(GeluQuantizer.Name, 2, graph.Cast(products, ElementType.Int32),
            Filled(scale, batch, rows, 1), Filled(columnScale, columns), Filled(bias, columns));
        var steps = graph.Sub(graph.Cast(outputs[0], ElementType.Float), graph.Scalar((float)GeluQuantizer.ZeroPoint));
        var y = graph.Mul(steps, outputs[1]);
        graph.Output("y", y, ElementType.Float, batch, rows, columns);
        var actual = KernelGraph.Run(graph, ("x", x, [batch, rows, columns]));

        for (var row = 0; row < batch * rows; row++)
        {
            var expected = x.Skip(row * columns).Take(columns).Select(value => Gelu(value)).ToArray();
            var halfStep = Math.Max(expected.Max() / (255 - GeluQuantizer.ZeroPoint), 0.17 / GeluQuantizer.ZeroPoint) / 2;
            for (var i = 0; i < columns; i++)
                Assert.Equal(expected[i], actual[row * columns + i], 1.001 * halfStep + 1e-5);
        }
    }

    // The normal distribution by a series of its density, exact enough for a double.
    private static double Gelu(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(x) < 9 && n < 400; n++) sum += term *= x * x / (2 * n + 1);
        var below = Math.Abs(x) >= 9 ? x > 0 ? 1 : 0 : 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        return x * below;
    }
}
