using System.Runtime.InteropServices;

namespace Speech.Onnx.Kernels;

/// <summary>The part of ONNX Runtime's C interface that operators of our own need, and its C# package does not offer.</summary>
/// <remarks>The interface is a table of functions that only ever grows at its end: a place in it never changes its meaning.</remarks>
internal static unsafe partial class NativeApi
{
    // The version with the youngest function used here.
    private const uint Version = 17;

    private static readonly nint* Table = Open();

    /// <summary>A set of operators under one name.</summary>
    public static nint CreateDomain(byte* name)
    {
        nint domain;
        Check(((delegate* unmanaged<byte*, nint*, nint>)Table[26])(name, &domain));
        return domain;
    }

    /// <summary>Adds an operator to a set.</summary>
    public static void Add(nint domain, NativeOperator* op) => Check(((delegate* unmanaged<nint, NativeOperator*, nint>)Table[27])(domain, op));

    /// <summary>Lets a session's graph use a set.</summary>
    public static void AddDomain(nint sessionOptions, nint domain) => Check(((delegate* unmanaged<nint, nint, nint>)Table[28])(sessionOptions, domain));

    /// <summary>A tensor that an operator is called with.</summary>
    public static nint Input(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[90])(context, (nuint)index, &value));
        return value;
    }

    /// <summary>The tensor that an operator is to fill.</summary>
    public static nint Output(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* lengths = shape) Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Table[91])(context, (nuint)index, lengths, (nuint)shape.Length, &value));
        return value;
    }

    /// <summary>Where a tensor's elements lie.</summary>
    public static void* Data(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[51])(value, &data));
        return data;
    }

    /// <summary>Reads the lengths of a tensor's axes.</summary>
    public static void Shape(nint value, Span<long> shape)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[65])(value, &info));
        fixed (long* lengths = shape) Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[62])(info, lengths, (nuint)shape.Length));
        ((delegate* unmanaged<nint, void>)Table[99])(info);
    }

    /// <summary>Calls a function for 0, 1, ... count - 1, on the threads of the session.</summary>
    public static void ForEach(nint context, int count, delegate* unmanaged<void*, nuint, void> part, void* state)
        => Check(((delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Table[274])(context, part, (nuint)count, 0, state));

    private static void Check(nint status)
    {
        if (status == 0) return;
        var reason = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[2])(status));
        ((delegate* unmanaged<nint, void>)Table[93])(status);
        throw new InvalidOperationException($"ONNX Runtime: {reason}");
    }

    private static nint* Open()
    {
        var getApi = *(delegate* unmanaged<uint, nint*>*)OrtGetApiBase();
        return getApi(Version);
    }

    [LibraryImport("onnxruntime")]
    private static partial nint OrtGetApiBase();
}
