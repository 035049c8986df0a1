namespace Speech.Onnx.Kernels;

/// <summary>A tensor in a call of an operator of our own: elements and up to four lengths.</summary>
internal readonly unsafe struct Tensor<T> where T : unmanaged
{
    private readonly long _a, _b, _c, _d;

    private Tensor(nint value, int rank)
    {
        Span<long> shape = stackalloc long[4];
        NativeApi.Shape(value, shape[..rank]);
        Data = (T*)NativeApi.Data(value);
        (_a, _b, _c, _d) = (shape[0], shape[1], shape[2], shape[3]);
    }

    public readonly T* Data;

    /// <summary>Length of an axis.</summary>
    public int this[int axis] => (int)(axis switch { 0 => _a, 1 => _b, 2 => _c, _ => _d });

    /// <summary>What the operator is called with.</summary>
    public static Tensor<T> Input(nint context, int index, int rank) => new(NativeApi.Input(context, index), rank);

    /// <summary>What the operator is to fill.</summary>
    public static T* Output(nint context, int index, params ReadOnlySpan<long> shape) => (T*)NativeApi.Data(NativeApi.Output(context, index, shape));
}
