using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Kernels.Interop;
using T = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Speech.Kernels;

/// <summary>The CPU operators of this library, as a domain that sessions can use. It must outlive those sessions.</summary>
public sealed unsafe class CustomOperatorDomain : IDisposable
{
    /// <summary>Name of the domain in graphs.</summary>
    public const string Name = "speech";

    private readonly List<nint> _operators = [];
    private readonly nint _name;
    private nint _domain;

    /// <summary>Creates the domain with all operators.</summary>
    public CustomOperatorDomain() : this(CreateName())
    {
        Add(
            Int8CrossAttention.Name, [T.Float, T.Int8, T.Int8, T.Float, T.Float, T.Float, T.Int64, T.Int64], [T.Float, T.Float],
            &Int8CrossAttention.Run);
        Add(CrossAttentionCacheQuantizer.Name, [T.Float, T.Int64, T.Int64, T.Int64], [T.Int8, T.Float], &CrossAttentionCacheQuantizer.Run);
        Add(Int8SelfAttention.Name, [T.Float, T.Float, T.Float, T.Int64, T.Float], [T.Float], &Int8SelfAttention.Run);
        Add(Int8CausalAttention.Name, [T.Float, T.Float, T.Float, T.UInt8, T.Int64], [T.Float, T.UInt8], &Int8CausalAttention.Run);
        Add(RowQuantizer.Name, [T.Float], [T.UInt8, T.Float], &RowQuantizer.Run);
        Add(ProductDequantizer.Name, [T.Int32, T.Float, T.Float, T.Float, T.Float], [T.Float], &ProductDequantizer.Run);
        Add(GeluQuantizer.Name, [T.Int32, T.Float, T.Float, T.Float], [T.UInt8, T.Float], &GeluQuantizer.Run);
        Add(Int8LstmRecurrence.Name, [T.Float, T.Int8, T.Float, T.Int32], [T.Float], &Int8LstmRecurrence.Run);
        Add(WaveformFilterBank.Name, [T.Float, T.Float, T.Float, T.Float, T.Int64], [T.Float], &WaveformFilterBank.Run);
    }

    private CustomOperatorDomain(nint name) => (_name, _domain) = (name, OrtFunctions.CreateDomain((byte*)name));

    /// <summary>The domain without operators.</summary>
    internal static CustomOperatorDomain CreateEmpty() => new(CreateName());

    /// <summary>Adds an operator.</summary>
    /// <inheritdoc cref="CustomOperator.Create"/>
    internal void Add(
        string name, ReadOnlySpan<TensorElementType> inputs, ReadOnlySpan<TensorElementType> outputs, delegate*<nint, void> run)
    {
        var op = CustomOperator.Create(name, inputs, outputs, run);
        _operators.Add((nint)op);
        OrtFunctions.AddOperator(_domain, op);
    }

    /// <summary>Makes the operators available to the graph of a session.</summary>
    public void AddTo(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_domain == 0, this);
        OrtFunctions.AddDomain(options.DangerousGetHandle(), _domain);
    }

    // ONNX Runtime may keep the pointer.
    private static nint CreateName() => Marshal.StringToCoTaskMemUTF8(Name);

    /// <summary>Frees the operators.</summary>
    public void Dispose()
    {
        if (_domain == 0) return;
        OrtFunctions.ReleaseDomain(_domain);
        _domain = 0;
        foreach (var op in _operators) CustomOperator.Free((CustomOperator*)op);
        Marshal.FreeCoTaskMem(_name);
    }
}
