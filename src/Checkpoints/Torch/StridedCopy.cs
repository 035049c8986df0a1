namespace Speech.Checkpoints.Torch;

/// <summary>Puts the elements of a view into row-major order.</summary>
internal static class StridedCopy
{
    /// <param name="storage">The bytes of the whole storage.</param>
    /// <param name="tensor">A view that lies in it.</param>
    public static byte[] Of(ReadOnlySpan<byte> storage, TorchTensor tensor)
    {
        var size = tensor.Type.Size();
        var copy = new byte[tensor.Count * size];
        if (tensor.IsRowMajor)
        {
            storage.Slice((int)(tensor.Offset * size), copy.Length).CopyTo(copy);
            return copy;
        }

        var index = new long[tensor.Shape.Count];
        var from = tensor.Offset;
        for (var to = 0; to < copy.Length; to += size)
        {
            storage.Slice((int)(from * size), size).CopyTo(copy.AsSpan(to));
            from = Next(index, from, tensor);
        }
        return copy;
    }

    /// <summary>Counts the index up, the last axis first, and moves the place with it.</summary>
    private static long Next(long[] index, long place, TorchTensor tensor)
    {
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            place += tensor.Strides[axis];
            if (++index[axis] < tensor.Shape[axis]) break;
            place -= tensor.Strides[axis] * tensor.Shape[axis];
            index[axis] = 0;
        }
        return place;
    }
}
