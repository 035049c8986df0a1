using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Kernels;

/// <summary>An operator of our own as ONNX Runtime's C interface wants it told (<c>OrtCustomOp</c>), with what it is behind that.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOperator
{
    // The version whose members these are: younger ones are not asked for.
    private const uint Version = 13;

    private uint _version;
    private delegate* unmanaged<NativeOperator*, nint, nint, void*> _createKernel;
    private delegate* unmanaged<NativeOperator*, byte*> _getName;
    private delegate* unmanaged<NativeOperator*, byte*> _getProvider;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getInputType;
    private delegate* unmanaged<NativeOperator*, nuint> _getInputCount;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getOutputType;
    private delegate* unmanaged<NativeOperator*, nuint> _getOutputCount;
    private delegate* unmanaged<NativeOperator*, nint, void> _compute;
    private delegate* unmanaged<void*, void> _destroyKernel;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getInputKind, _getOutputKind, _getInputMemory;

    // From here on our own.
    private byte* _name;
    private int* _types;
    private int _inputs, _outputs;
    private delegate*<nint, void> _run;

    /// <summary>Describes an operator; it stays for as long as the process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">Element types.</param>
    /// <param name="outputs">Element types.</param>
    /// <param name="run">Computes it, given the context of the call. It must not throw: what calls it is not ours.</param>
    public static NativeOperator* Create(string name, ReadOnlySpan<ElementType> inputs, ReadOnlySpan<ElementType> outputs, delegate*<nint, void> run)
    {
        var types = (int*)NativeMemory.Alloc((nuint)(inputs.Length + outputs.Length), sizeof(int));
        for (var i = 0; i < inputs.Length; i++) types[i] = (int)inputs[i];
        for (var i = 0; i < outputs.Length; i++) types[inputs.Length + i] = (int)outputs[i];
        var op = (NativeOperator*)NativeMemory.AllocZeroed((nuint)sizeof(NativeOperator));
        *op = new NativeOperator
        {
            _version = Version,
            _createKernel = &CreateKernel,
            _getName = &GetName,
            _getProvider = &GetProvider,
            _getInputType = &GetInputType,
            _getInputCount = &GetInputCount,
            _getOutputType = &GetOutputType,
            _getOutputCount = &GetOutputCount,
            _compute = &Compute,
            _destroyKernel = &DestroyKernel,
            _getInputKind = &GetZero,
            _getOutputKind = &GetZero,
            _getInputMemory = &GetZero,
            _name = (byte*)Marshal.StringToCoTaskMemUTF8(name),
            _types = types,
            _inputs = inputs.Length,
            _outputs = outputs.Length,
            _run = run,
        };
        return op;
    }

    // It has no state: the operator is its own kernel.
    [UnmanagedCallersOnly]
    private static void* CreateKernel(NativeOperator* op, nint api, nint info) => op;

    [UnmanagedCallersOnly]
    private static void DestroyKernel(void* kernel) { }

    [UnmanagedCallersOnly]
    private static void Compute(NativeOperator* op, nint context) => op->_run(context);

    [UnmanagedCallersOnly]
    private static byte* GetName(NativeOperator* op) => op->_name;

    // None is the CPU.
    [UnmanagedCallersOnly]
    private static byte* GetProvider(NativeOperator* op) => null;

    [UnmanagedCallersOnly]
    private static int GetInputType(NativeOperator* op, nuint index) => op->_types[index];

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(NativeOperator* op) => (nuint)op->_inputs;

    [UnmanagedCallersOnly]
    private static int GetOutputType(NativeOperator* op, nuint index) => op->_types[op->_inputs + (int)index];

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(NativeOperator* op) => (nuint)op->_outputs;

    // Every input and output is required, and lies in the machine's own memory.
    [UnmanagedCallersOnly]
    private static int GetZero(NativeOperator* op, nuint index) => 0;
}
