using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Speech.Kernels.Interop;

/// <summary>The functions of ONNX Runtime's C interface that custom operators need and its C# package does not expose.</summary>
/// <remarks>
/// <c>OrtApi</c> is a table of function pointers that only grows at its end, so an index keeps its meaning in every version.
/// </remarks>
internal static unsafe partial class OrtFunctions
{
    // The version that added the newest function used here, KernelContext_ParallelFor.
    private const uint Version = 17;

    // OrtErrorCode.ORT_RUNTIME_EXCEPTION.
    private const int RuntimeException = 6;

    private static readonly nint* Table = Open();

    /// <summary>Creates an empty domain of custom operators.</summary>
    public static nint CreateDomain(byte* name)
    {
        nint domain;
        Check(((delegate* unmanaged<byte*, nint*, nint>)Table[26])(name, &domain));
        return domain;
    }

    /// <summary>Adds an operator to a domain. ONNX Runtime keeps the pointer.</summary>
    public static void AddOperator(nint domain, CustomOperator* op)
        => Check(((delegate* unmanaged<nint, CustomOperator*, nint>)Table[27])(domain, op));

    /// <summary>Makes a domain available to the graph of a session.</summary>
    public static void AddDomain(nint sessionOptions, nint domain)
        => Check(((delegate* unmanaged<nint, nint, nint>)Table[28])(sessionOptions, domain));

    /// <summary>Releases a domain; no session may use it any more.</summary>
    public static void ReleaseDomain(nint domain) => ((delegate* unmanaged<nint, void>)Table[101])(domain);

    /// <summary>The <c>OrtValue</c> of an input.</summary>
    public static nint GetInput(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[90])(context, (nuint)index, &value));
        return value;
    }

    /// <summary>Allocates an output and returns its <c>OrtValue</c>.</summary>
    public static nint GetOutput(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* lengths = shape)
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Table[91])(
                context, (nuint)index, lengths, (nuint)shape.Length, &value));
        return value;
    }

    /// <summary>Address of a tensor's elements.</summary>
    public static void* GetTensorData(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[51])(value, &data));
        return data;
    }

    /// <summary>Reads the shape of a tensor into a span as long as the tensor's rank.</summary>
    public static void GetShape(nint value, Span<long> shape)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[65])(value, &info));
        fixed (long* lengths = shape)
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[62])(info, lengths, (nuint)shape.Length));
        ((delegate* unmanaged<nint, void>)Table[99])(info);
    }

    /// <summary>Calls a function with the indices 0 to count - 1 on the session's intra-op threads and waits for all calls.</summary>
    /// <param name="context">The kernel's context.</param>
    /// <param name="count">Number of calls.</param>
    /// <param name="body">Receives the state and the index; must not let an exception escape.</param>
    /// <param name="state">Passed on to every call.</param>
    public static void ParallelFor(nint context, int count, delegate* unmanaged<void*, nuint, void> body, void* state)
        => Check(((delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Table[274])(
            context, body, (nuint)count, 0, state));

    /// <summary>An error status with an exception's message, for a callback to return. Never throws.</summary>
    /// <returns>An <c>OrtStatus*</c> that ONNX Runtime releases.</returns>
    public static nint CreateStatus(Exception exception)
    {
        byte* message = null;
        try
        {
            message = (byte*)Marshal.StringToCoTaskMemUTF8($"{exception.GetType().Name}: {exception.Message}");
            return CreateStatus(message);
        }
        catch (Exception)
        {
            // The message itself could not be allocated.
            fixed (byte* literal = "A custom operator failed."u8) return CreateStatus(literal);
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)message);
        }
    }

    private static nint CreateStatus(byte* message) => ((delegate* unmanaged<int, byte*, nint>)Table[0])(RuntimeException, message);

    private static void Check(nint status)
    {
        if (status != 0) Throw(status);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(nint status)
    {
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[2])(status));
        ((delegate* unmanaged<nint, void>)Table[93])(status);
        throw new InvalidOperationException(message);
    }

    private static nint* Open()
    {
        var getApi = *(delegate* unmanaged<uint, nint*>*)OrtGetApiBase();
        return getApi(Version);
    }

    [LibraryImport("onnxruntime")]
    private static partial nint OrtGetApiBase();
}
