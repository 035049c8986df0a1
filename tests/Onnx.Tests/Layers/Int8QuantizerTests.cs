using Speech.Onnx.Layers;

namespace Speech.Onnx.Tests.Layers;

public class Int8QuantizerTests
{
    [Fact]
    public void The_rounding_error_is_at_most_half_a_step()
    {
        const int rows = 3, columns = 64;
        var matrix = Graph.Random(new Random(9), rows * columns);
        matrix.AsSpan(columns, columns).Clear();
        var transposed = new sbyte[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var values = matrix.AsSpan(row * columns, columns);
            var scale = Int8Quantizer.QuantizeTransposed(values, row, rows, transposed, maxMagnitude: 63);
            for (var i = 0; i < columns; i++) Assert.InRange(Math.Abs(transposed[i * rows + row] * scale - values[i]), 0, scale * 0.501f);
        }

        Assert.InRange(transposed.Max(value => Math.Abs((int)value)), 63, 63);
    }

    [Theory]
    [InlineData(256, 512, true)]
    [InlineData(512, 128, false)]
    [InlineData(128, 512, false)]
    [InlineData(512, 264, false)]
    public void Matrices_that_are_large_enough_and_whole_vectors_wide_are_quantized(long rows, long columns, bool expected)
    {
        Assert.Equal(expected, Int8Quantizer.Quantizes(LinearKind.Int8, [rows, columns]));
        Assert.False(Int8Quantizer.Quantizes(LinearKind.Dense, [rows, columns]));
    }
}
