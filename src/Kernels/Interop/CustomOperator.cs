using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Speech.Kernels.Interop;

/// <summary>
/// A custom operator in the layout of ONNX Runtime's C interface (<c>OrtCustomOp</c>), followed by this library's own fields.
/// </summary>
/// <remarks>Kernels have no state, so the operator serves as its own kernel.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CustomOperator
{
    // The version with CreateKernelV2 and KernelComputeV2, which return a status. Members of later versions are not read.
    private const uint Version = 16;

    private uint _version;
    private nint _createKernel;
    private delegate* unmanaged<CustomOperator*, byte*> _getName;
    private delegate* unmanaged<CustomOperator*, byte*> _getExecutionProviderType;
    private delegate* unmanaged<CustomOperator*, nuint, int> _getInputType;
    private delegate* unmanaged<CustomOperator*, nuint> _getInputTypeCount;
    private delegate* unmanaged<CustomOperator*, nuint, int> _getOutputType;
    private delegate* unmanaged<CustomOperator*, nuint> _getOutputTypeCount;
    private nint _kernelCompute;
    private delegate* unmanaged<void*, void> _kernelDestroy;
    private delegate* unmanaged<CustomOperator*, nuint, int> _getInputCharacteristic, _getOutputCharacteristic, _getInputMemoryType;
    private delegate* unmanaged<CustomOperator*, int> _getVariadicInputMinArity, _getVariadicInputHomogeneity;
    private delegate* unmanaged<CustomOperator*, int> _getVariadicOutputMinArity, _getVariadicOutputHomogeneity;
    private delegate* unmanaged<CustomOperator*, nint, nint, void**, nint> _createKernelV2;
    private delegate* unmanaged<CustomOperator*, nint, nint> _kernelComputeV2;

    // Own fields.
    private byte* _name;
    private int* _types;
    private int _inputs, _outputs;
    private delegate*<nint, void> _run;

    /// <summary>Allocates an operator; it must be freed by <see cref="Free"/>.</summary>
    /// <param name="name">Its name in graphs.</param>
    /// <param name="inputs">Element types of the inputs.</param>
    /// <param name="outputs">Element types of the outputs.</param>
    /// <param name="run">Computes the operator, given the kernel context. An exception becomes the status of the node.</param>
    public static CustomOperator* Create(
        string name, ReadOnlySpan<TensorElementType> inputs, ReadOnlySpan<TensorElementType> outputs, delegate*<nint, void> run)
    {
        var types = (int*)NativeMemory.Alloc((nuint)(inputs.Length + outputs.Length), sizeof(int));
        for (var i = 0; i < inputs.Length; i++) types[i] = (int)inputs[i];
        for (var i = 0; i < outputs.Length; i++) types[inputs.Length + i] = (int)outputs[i];
        var op = (CustomOperator*)NativeMemory.AllocZeroed((nuint)sizeof(CustomOperator));
        *op = new CustomOperator
        {
            _version = Version,
            _getName = &GetName,
            _getExecutionProviderType = &GetExecutionProviderType,
            _getInputType = &GetInputType,
            _getInputTypeCount = &GetInputTypeCount,
            _getOutputType = &GetOutputType,
            _getOutputTypeCount = &GetOutputTypeCount,
            _kernelDestroy = &KernelDestroy,
            _getInputCharacteristic = &GetDefault,
            _getOutputCharacteristic = &GetDefault,
            _getInputMemoryType = &GetDefault,
            _getVariadicInputMinArity = &GetNotVariadic,
            _getVariadicInputHomogeneity = &GetNotVariadic,
            _getVariadicOutputMinArity = &GetNotVariadic,
            _getVariadicOutputHomogeneity = &GetNotVariadic,
            _createKernelV2 = &CreateKernel,
            _kernelComputeV2 = &Compute,
            _name = (byte*)Marshal.StringToCoTaskMemUTF8(name),
            _types = types,
            _inputs = inputs.Length,
            _outputs = outputs.Length,
            _run = run,
        };
        return op;
    }

    /// <summary>Frees an operator that no domain refers to any more.</summary>
    public static void Free(CustomOperator* op)
    {
        Marshal.FreeCoTaskMem((nint)op->_name);
        NativeMemory.Free(op->_types);
        NativeMemory.Free(op);
    }

    // No exception may pass through the frames of ONNX Runtime: it would end the process.
    [UnmanagedCallersOnly]
    private static nint Compute(CustomOperator* op, nint context)
    {
        try
        {
            op->_run(context);
            return 0;
        }
        catch (Exception exception)
        {
            return OrtFunctions.CreateStatus(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static nint CreateKernel(CustomOperator* op, nint api, nint info, void** kernel)
    {
        *kernel = op;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void KernelDestroy(void* kernel) { }

    [UnmanagedCallersOnly]
    private static byte* GetName(CustomOperator* op) => op->_name;

    // Null is the CPU.
    [UnmanagedCallersOnly]
    private static byte* GetExecutionProviderType(CustomOperator* op) => null;

    [UnmanagedCallersOnly]
    private static int GetInputType(CustomOperator* op, nuint index) => op->_types[index];

    [UnmanagedCallersOnly]
    private static nuint GetInputTypeCount(CustomOperator* op) => (nuint)op->_inputs;

    [UnmanagedCallersOnly]
    private static int GetOutputType(CustomOperator* op, nuint index) => op->_types[op->_inputs + (int)index];

    [UnmanagedCallersOnly]
    private static nuint GetOutputTypeCount(CustomOperator* op) => (nuint)op->_outputs;

    // Every input and output is required and lies in host memory: both enumerations begin with that.
    [UnmanagedCallersOnly]
    private static int GetDefault(CustomOperator* op, nuint index) => 0;

    [UnmanagedCallersOnly]
    private static int GetNotVariadic(CustomOperator* op) => 0;
}
