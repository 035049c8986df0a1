using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Tests;

public sealed class FloatConversionTests
{
    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_half_converts_exactly()
    {
        var floats = Widen(TensorType.F16);

        foreach (var bits in AllBits) SameNumber((float)BitConverter.UInt16BitsToHalf(bits), floats[bits]);
    }

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_a_single()
    {
        var floats = Widen(TensorType.BF16);

        foreach (var bits in AllBits) Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(floats[bits]));
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Conversion_to_single_and_back_is_lossless(TensorType type)
    {
        var floats = Widen(type);
        var again = Narrow(type, floats);

        foreach (var bits in AllBits)
        {
            if (float.IsNaN(floats[bits])) Assert.True(float.IsNaN(WidenOne(type, again[bits])));
            else Assert.Equal(bits, again[bits]);
        }
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Conversion_from_single_rounds_to_nearest_even(TensorType type)
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var low = (ushort)random.Next(0x0001, 0x7000);
            var (a, b) = (WidenOne(type, low), WidenOne(type, (ushort)(low + 1)));
            var value = i % 4 == 0 ? a + (b - a) / 2 : a + (float)random.NextDouble() * (b - a);
            var expected = value - a < b - value ? low : value - a > b - value ? low + 1 : low + (low & 1);

            Assert.Equal(expected, Narrow(type, [value])[0]);
            Assert.Equal(expected | 0x8000, Narrow(type, [-value])[0]);
        }
    }

    private static void SameNumber(float expected, float actual) => Assert.True(expected.Equals(actual) && float.IsNegative(expected) == float.IsNegative(actual) || (float.IsNaN(expected) && float.IsNaN(actual)));

    private static float WidenOne(TensorType type, ushort bits)
    {
        var one = new float[1];
        FloatConversion.Widen(type, BitConverter.GetBytes(bits), one);
        return one[0];
    }

    private static float[] Widen(TensorType type)
    {
        // At an odd address, as tensors may lie in a file.
        var bytes = new byte[AllBits.Length * 2 + 1];
        Buffer.BlockCopy(AllBits, 0, bytes, 1, AllBits.Length * 2);
        var floats = new float[AllBits.Length];
        FloatConversion.Widen(type, bytes.AsSpan(1), floats);
        return floats;
    }

    private static ushort[] Narrow(TensorType type, float[] floats)
    {
        var bytes = new byte[floats.Length * 2];
        FloatConversion.Narrow(type, floats, bytes);
        var narrow = new ushort[floats.Length];
        Buffer.BlockCopy(bytes, 0, narrow, 0, bytes.Length);
        return narrow;
    }
}
