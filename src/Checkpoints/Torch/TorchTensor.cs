namespace Speech.Checkpoints;

/// <summary>A tensor in a PyTorch file: a view of a storage, which may be shared.</summary>
public sealed class TorchTensor
{
    private const int MaxAxes = 64;

    // So that the number of bytes can be counted too, whatever the type.
    private const long MaxCount = long.MaxValue / 16;

    internal TorchTensor(TorchStorage storage, long offset, IReadOnlyList<long> shape, IReadOnlyList<long> strides) =>
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);

    /// <summary>Element type.</summary>
    public TensorType Type => Storage.Type;

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements from one index to the next, for each axis.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>First element, counted in the storage.</summary>
    public long Offset { get; }

    internal TorchStorage Storage { get; }

    /// <summary>Number of elements. Fits, since the view was checked when it was made.</summary>
    internal long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Whether the elements lie one after the other in row-major order.</summary>
    internal bool IsRowMajor
    {
        get
        {
            var next = 1L;
            for (var axis = Shape.Count - 1; axis >= 0; axis--)
            {
                // The stride of an axis of one element is never taken.
                if (Shape[axis] != 1 && Strides[axis] != next && Count > 0) return false;
                next *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>Whether no element lies outside of the storage, and the view is no larger than it: a stride of 0 could repeat one number a billion times.</summary>
    internal static bool Fits(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MaxAxes || offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0)) return false;
        Int128 count = 1, last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            count *= Math.Max(1, shape[axis]);
            last += (Int128)Math.Max(0, shape[axis] - 1) * strides[axis];
            if (count > MaxCount || last > MaxCount) return false;
        }
        return shape.Contains(0) ? offset <= storage.Count : count <= storage.Count && last < storage.Count;
    }

}
