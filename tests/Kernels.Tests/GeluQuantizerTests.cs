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
        var graph = new GraphWriter();
        var outputs = graph.Custom(GeluQuantizer.Name, 2, graph.Input("x", ElementType.Float, batch, rows, columns));
        var y = graph.Mul(graph.Cast(outputs[0], ElementType.Float), outputs[1]);
        graph.Output("y", y, ElementType.Float, batch, rows, columns);
        var actual = KernelGraph.Run(graph, ("x", x, [batch, rows, columns]));

        for (var row = 0; row < batch * rows; row++)
        {
            var expected = x.Skip(row * columns).Take(columns).Select(value => Gelu(value)).ToArray();
            var halfStep = (Math.Max(expected.Max(), 0) + GeluQuantizer.Offset) / 255 / 2;
            for (var i = 0; i < columns; i++)
                Assert.Equal(expected[i], actual[row * columns + i] - GeluQuantizer.Offset, 1.001 * halfStep + 1e-5);
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
