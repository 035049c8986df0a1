using System.Runtime.Intrinsics;

namespace Speech.Kernels.Arithmetic;

/// <summary>Rounds a row of floats to unsigned bytes.</summary>
internal static unsafe class ByteRow
{
    /// <summary>The number of columns must be a multiple of this.</summary>
    public const int ColumnMultiple = 16;

    /// <exception cref="ArgumentException">The number of columns is not a multiple of <see cref="ColumnMultiple"/>.</exception>
    public static void CheckColumns(int columns)
    {
        if (columns % ColumnMultiple != 0) throw new ArgumentException($"{columns} columns are not a multiple of {ColumnMultiple}.");
    }

    /// <summary>byte = value / scale + zero, rounded to the nearest; all must lie between 0 and 255.</summary>
    public static void Quantize(float* values, int columns, float scale, byte zero, byte* bytes)
    {
        var (inverse, offset) = (Vector512.Create(1 / scale), Vector512.Create((float)zero));
        for (var i = 0; i < columns; i += ColumnMultiple)
        {
            var steps = Vector512.Round(Vector512.FusedMultiplyAdd(Vector512.Load(values + i), inverse, offset));
            Int8Rounding.Narrow(Vector512.ConvertToInt32Native(steps)).AsByte().Store(bytes + i);
        }
    }
}
