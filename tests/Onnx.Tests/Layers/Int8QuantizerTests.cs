using Speech.Onnx.Layers;

namespace Speech.Onnx.Tests.Layers;

public class Int8QuantizerTests
{
    [Theory]
    [InlineData(1280, 128)]
    [InlineData(384, 128)]
    [InlineData(64, 64)]
    [InlineData(48, 16)]
    [InlineData(40, 0)]
    public void The_block_size_is_the_largest_that_divides_a_row(long columns, int block)
        => Assert.Equal(block, Int8Quantizer.BlockSizeFor(columns));

    [Fact]
    public void The_rounding_error_is_at_most_half_a_step()
    {
        var values = Graph.Random(new Random(9), 1024);
        values.AsSpan(128, 128).Clear();
        var (bytes, scales) = (new byte[1024], new float[8]);

        Int8Quantizer.Quantize(values, 128, bytes, scales);

        for (var i = 0; i < values.Length; i++)
        {
            var scale = scales[i / 128];
            Assert.InRange(Math.Abs((bytes[i] - 128) * scale - values[i]), 0, scale * 0.501f);
        }

        Assert.All(bytes[128..256], b => Assert.Equal(128, b));
    }

    [Fact]
    public void The_largest_value_of_a_block_uses_the_whole_range()
    {
        var (bytes, scales) = (new byte[16], new float[1]);
        Int8Quantizer.Quantize([.. Enumerable.Range(0, 15).Select(i => i / 100f), -2.54f], 16, bytes, scales);
        Assert.Equal(1, bytes[15]);
        Assert.Equal(0.02f, scales[0], 1e-6f);
    }
}
