using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public sealed class RowQuantizerTests
{
    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(2, 37, 512)]
    [InlineData(1, 3, 48 * 1024)]
    public void Bytes_and_scales_give_the_values_to_half_a_step_of_their_row(int batch, int rows, int columns)
    {
        var x = KernelGraph.Random(new Random(columns), batch * rows * columns);
        // One row in three is many times as large.
        for (var i = 0; i < x.Length; i++) x[i] *= i / columns % 3 == 0 ? 90 : 1;
        var actual = Quantized(x, batch, rows, columns);
        for (var row = 0; row < batch * rows; row++)
        {
            var expected = x.AsSpan(row * columns, columns).ToArray();
            var halfStep = expected.Max(Math.Abs) / 127 / 2;
            for (var i = 0; i < columns; i++) Assert.Equal(expected[i], actual[row * columns + i], 1.001 * halfStep);
        }
    }

    [Fact]
    public void A_row_of_zeros_stays_zero() => Assert.All(Quantized(new float[64], 1, 2, 32), value => Assert.Equal(0, value));

    [Fact]
    public void A_row_does_not_depend_on_the_other_rows()
    {
        var x = KernelGraph.Random(new Random(2), 5 * 64);
        Assert.Equal(Quantized(x, 1, 5, 64)[128..192], Quantized(x[128..192], 1, 1, 64));
    }

    [Fact]
    public void Another_number_of_columns_is_an_error()
        => Assert.Contains("multiple of 16", Assert.ThrowsAny<Exception>(() => Quantized(new float[24], 1, 1, 24)).Message);

    private static float[] Quantized(float[] x, int batch, int rows, int columns)
    {
        var graph = new GraphWriter();
        var outputs = graph.Custom(RowQuantizer.Name, 2, graph.Input("x", ElementType.Float, batch, rows, columns));
        var steps = graph.Sub(graph.Cast(outputs[0], ElementType.Float), graph.Scalar((float)RowQuantizer.ZeroPoint));
        graph.Output("y", graph.Mul(steps, outputs[1]), ElementType.Float, batch, rows, columns);
        return KernelGraph.Run(graph, ("x", x, [batch, rows, columns]));
    }
}
