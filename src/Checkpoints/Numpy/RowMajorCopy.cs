namespace Speech.Checkpoints.Numpy;

/// <summary>Converts arrays from column-major (Fortran) order to row-major (C) order.</summary>
internal static class RowMajorCopy
{
    /// <param name="columnMajor">Elements in column-major order.</param>
    /// <param name="shape">Sizes of the axes, outermost first.</param>
    /// <param name="elementSize">Size of one element in bytes.</param>
    public static byte[] FromColumnMajor(ReadOnlySpan<byte> columnMajor, long[] shape, int elementSize)
    {
        var copy = new byte[columnMajor.Length];
        var strides = ColumnMajorStrides(shape);
        var index = new long[shape.Length];
        var source = 0L;
        for (var target = 0; target < copy.Length; target += elementSize)
        {
            columnMajor.Slice((int)(source * elementSize), elementSize).CopyTo(copy.AsSpan(target));
            source = Increment(index, source, shape, strides);
        }
        return copy;
    }

    private static long[] ColumnMajorStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = 0; axis < strides.Length; axis++) (strides[axis], stride) = (stride, stride * shape[axis]);
        return strides;
    }

    /// <summary>Increments the index, last axis first, and returns the offset of its element.</summary>
    private static long Increment(long[] index, long offset, long[] shape, long[] strides)
    {
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            offset += strides[axis];
            if (++index[axis] < shape[axis]) break;
            offset -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
        return offset;
    }
}
