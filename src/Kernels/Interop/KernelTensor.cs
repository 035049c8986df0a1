namespace Speech.Kernels.Interop;

/// <summary>A tensor of up to four axes in a kernel call.</summary>
internal readonly unsafe struct KernelTensor<T> where T : unmanaged
{
    private const int MaxRank = 4;

    private readonly long _length0, _length1, _length2, _length3;

    private KernelTensor(nint value, int rank)
    {
        Span<long> shape = stackalloc long[MaxRank];
        OrtFunctions.GetShape(value, shape[..rank]);
        Data = (T*)OrtFunctions.GetTensorData(value);
        (_length0, _length1, _length2, _length3) = (shape[0], shape[1], shape[2], shape[3]);
    }

    /// <summary>Elements in row-major order.</summary>
    public readonly T* Data;

    /// <summary>Length of an axis.</summary>
    public int this[int axis] => (int)(axis switch { 0 => _length0, 1 => _length1, 2 => _length2, _ => _length3 });

    /// <summary>Whether all axes are as long as another tensor's.</summary>
    public bool HasShapeOf(KernelTensor<T> other)
        => (_length0, _length1, _length2, _length3) == (other._length0, other._length1, other._length2, other._length3);

    /// <summary>An input of the kernel.</summary>
    /// <param name="context">The kernel's context.</param>
    /// <param name="index">Index of the input.</param>
    /// <param name="rank">Number of axes it must have, 1 to 4.</param>
    public static KernelTensor<T> Input(nint context, int index, int rank) => new(OrtFunctions.GetInput(context, index), rank);

    /// <summary>Allocates an output of the kernel.</summary>
    public static T* Output(nint context, int index, params ReadOnlySpan<long> shape)
        => (T*)OrtFunctions.GetTensorData(OrtFunctions.GetOutput(context, index, shape));
}
