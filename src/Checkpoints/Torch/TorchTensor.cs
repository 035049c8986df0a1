using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Torch;

/// <summary>A tensor in a PyTorch file: a view of a storage, which several tensors may share.</summary>
/// <param name="storage">The storage.</param>
/// <param name="offset">Index of the first element in the storage.</param>
/// <param name="shape">Sizes of the axes, outermost first.</param>
/// <param name="strides">For each axis, the distance between consecutive indexes in elements.</param>
internal sealed class TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides)
{
    private const int MaxAxes = 64;

    // The length in bytes must not overflow either, for any element type.
    private const long MaxCount = long.MaxValue / 16;

    public TensorType Type => Storage.Type;

    public TorchStorage Storage { get; } = storage;

    public long Offset { get; } = offset;

    public IReadOnlyList<long> Shape { get; } = shape;

    public IReadOnlyList<long> Strides { get; } = strides;

    /// <summary>Number of elements. Cannot overflow after <see cref="IsValidView"/>.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Whether the elements are contiguous in row-major order.</summary>
    public bool IsRowMajor
    {
        get
        {
            var expectedStride = 1L;
            for (var axis = Shape.Count - 1; axis >= 0; axis--)
            {
                // The stride of an axis of size 1 is never used.
                if (Shape[axis] != 1 && Strides[axis] != expectedStride && Count > 0) return false;
                expectedStride *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>
    /// Whether all elements are within the storage and the view is not larger than it: a stride of 0 could repeat one element a billion
    /// times.
    /// </summary>
    public static bool IsValidView(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MaxAxes) return false;
        if (offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0)) return false;
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
