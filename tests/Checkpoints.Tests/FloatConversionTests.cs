using System.Runtime.InteropServices;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class FloatConversionTests
{
    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_half_converts_exactly()
    {
        var floats = AllToSingle(TensorType.F16);

        foreach (var bits in AllBits) AssertSameNumber((float)BitConverter.UInt16BitsToHalf(bits), floats[bits]);
    }

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_a_single()
    {
        var floats = AllToSingle(TensorType.BF16);

        foreach (var bits in AllBits) Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(floats[bits]));
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Conversion_to_single_and_back_is_lossless(TensorType type)
    {
        var floats = AllToSingle(type);
        var again = FromSingle(type, floats);

        foreach (var bits in AllBits)
        {
            if (float.IsNaN(floats[bits])) Assert.True(float.IsNaN(ToSingle(type, again[bits])));
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
            var (a, b) = (ToSingle(type, low), ToSingle(type, (ushort)(low + 1)));
            var value = i % 4 == 0 ? a + (b - a) / 2 : a + (float)random.NextDouble() * (b - a);
            var expected = value - a < b - value ? low : value - a > b - value ? low + 1 : low + (low & 1);

            Assert.Equal(expected, FromSingle(type, [value])[0]);
            Assert.Equal(expected | 0x8000, FromSingle(type, [-value])[0]);
        }
    }

    private static void AssertSameNumber(float expected, float actual) =>
        Assert.True(expected.Equals(actual) && float.IsNegative(expected) == float.IsNegative(actual)
        || (float.IsNaN(expected) && float.IsNaN(actual)));

    private static float ToSingle(TensorType type, ushort bits)
    {
        var one = new float[1];
        FloatConversion.ToSingle(type, BitConverter.GetBytes(bits), one);
        return one[0];
    }

    private static float[] AllToSingle(TensorType type)
    {
        // At an odd offset, as in files.
        var bytes = new byte[AllBits.Length * 2 + 1];
        Buffer.BlockCopy(AllBits, 0, bytes, 1, AllBits.Length * 2);
        var floats = new float[AllBits.Length];
        FloatConversion.ToSingle(type, bytes.AsSpan(1), floats);
        return floats;
    }

    private static ushort[] FromSingle(TensorType type, float[] floats) =>
        MemoryMarshal.Cast<byte, ushort>(TensorDataExtensions.ToBytes(type, floats)).ToArray();
}
