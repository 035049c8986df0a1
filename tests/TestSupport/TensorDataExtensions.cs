using System.Runtime.InteropServices;
using Speech.Checkpoints.Tensors;

namespace Speech.TestSupport;

/// <summary>Creates tensors from floating-point numbers.</summary>
public static class TensorDataExtensions
{
    extension(TensorData)
    {
        /// <summary>Creates a tensor, rounding each value to the nearest one of the type.</summary>
        /// <param name="name">Name of the tensor.</param>
        /// <param name="type">F32, F16 or BF16.</param>
        /// <param name="shape">Sizes of the axes, outermost first.</param>
        /// <param name="values">Elements in row-major order.</param>
        /// <exception cref="ArgumentException">The number of values does not match the shape, or the type is another one.</exception>
        public static TensorData FromFloats(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
            => new(name, type, shape, ToBytes(type, values));
    }

    /// <summary>Converts values to little-endian elements, rounding to the nearest value of the type, ties to even.</summary>
    public static byte[] ToBytes(TensorType type, ReadOnlySpan<float> values)
    {
        switch (type)
        {
            case TensorType.F32:
                return MemoryMarshal.AsBytes(values).ToArray();
            case TensorType.F16:
                var halves = new Half[values.Length];
                for (var i = 0; i < halves.Length; i++) halves[i] = (Half)values[i];
                return MemoryMarshal.AsBytes<Half>(halves).ToArray();
            case TensorType.BF16:
                var upperHalves = new ushort[values.Length];
                for (var i = 0; i < upperHalves.Length; i++) upperHalves[i] = ToBFloat16(values[i]);
                return MemoryMarshal.AsBytes<ushort>(upperHalves).ToArray();
            default:
                throw new ArgumentException("The type must be F32, F16 or BF16.", nameof(type));
        }
    }

    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Rounding could turn a NaN into infinity; setting the quiet bit keeps it a NaN.
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
