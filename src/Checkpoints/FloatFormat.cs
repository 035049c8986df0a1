using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Checkpoints;

/// <summary>16-bit floating point to 32 bits, exactly; and the way back, to the nearest.</summary>
internal static class FloatFormat
{
    public static bool IsSupported(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16;

    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="source">Little-endian elements, at any address.</param>
    /// <param name="destination">As many elements.</param>
    public static void Widen(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case TensorType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case TensorType.BF16:
                // bfloat16 is the upper half of a single.
                var bits = MemoryMarshal.Cast<float, uint>(destination);
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(source), bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="source">Numbers; each becomes the nearest one of the type, ties to even.</param>
    /// <param name="destination">Little-endian elements, as many.</param>
    public static void Narrow(TensorType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(source).CopyTo(destination);
                break;
            case TensorType.F16:
                TensorPrimitives.ConvertToHalf(source, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            case TensorType.BF16:
                var narrow = MemoryMarshal.Cast<byte, ushort>(destination);
                for (var i = 0; i < source.Length; i++) narrow[i] = ToBFloat16(source[i]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Rounding could carry a NaN's mantissa away; its quiet bit keeps it one.
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
