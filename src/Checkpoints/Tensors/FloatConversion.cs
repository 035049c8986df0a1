using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Checkpoints.Tensors;

/// <summary>Conversion of floating-point elements to 32 bits, which is exact.</summary>
internal static class FloatConversion
{
    /// <param name="type">A type for which <see cref="TensorTypeExtensions.IsFloat"/> is true.</param>
    /// <param name="source">Little-endian elements, of any alignment.</param>
    /// <param name="destination">Receives the same number of elements.</param>
    public static void ToSingle(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
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
}
