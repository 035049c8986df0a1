using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>Memory that only the execution provider can reach. A network of one operator, which does nothing, moves it about.</summary>
/// <remarks>Works for the CPU too, where it is tested.</remarks>
public sealed class DeviceMemory : ICacheMemory
{
    private const string From = "from", To = "to";

    private readonly InferenceSession _copy;
    private readonly RunOptions _run = new();
    private readonly OrtAllocator _allocator;
    private readonly List<OrtMemoryAllocation> _pieces = [];

    /// <summary>Opens the device.</summary>
    /// <param name="profile">Tells which.</param>
    /// <param name="threads">See <see cref="Sessions.Open"/>.</param>
    /// <exception cref="OnnxRuntimeException">It cannot be used.</exception>
    public DeviceMemory(ComputeProfile profile, int threads)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Info = profile.UsesCuda ? new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default) : OrtMemoryInfo.DefaultInstance;
        var graph = new GraphWriter();
        graph.Output(To, graph.Input(From, ElementType.UInt8, "bytes"), ElementType.UInt8, "bytes");
        _copy = Sessions.Open(graph.ToModel(), profile, threads);
        _allocator = new OrtAllocator(_copy, Info);
    }

    /// <inheritdoc/>
    public OrtMemoryInfo Info { get; }

    /// <inheritdoc/>
    public nint[] Allocate(IReadOnlyList<long> lengths)
    {
        var starts = new nint[lengths.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            var piece = _allocator.Allocate(checked((uint)lengths[i]));
            _pieces.Add(piece);
            Clear(starts[i] = piece.DangerousGetHandle(), lengths[i]);
        }

        return starts;
    }

    /// <inheritdoc/>
    public void Copy(nint from, nint to, long parts, long stride, long used)
    {
        // Everything at once: a start on the device costs more than the bytes that nobody needs.
        using OrtValue source = View(from, parts * stride), target = View(to, parts * stride);
        _copy.Run(_run, [From], [source], [To], [target]);
    }

    /// <inheritdoc/>
    public void Clear(nint at, long bytes)
    {
        using OrtValue zeros = OrtValue.CreateTensorValueFromMemory(new byte[bytes], [bytes]), target = View(at, bytes);
        _copy.Run(_run, [From], [zeros], [To], [target]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var piece in _pieces) piece.Dispose();
        _pieces.Clear();
        _allocator.Dispose();
        _run.Dispose();
        _copy.Dispose();
    }

    private OrtValue View(nint at, long bytes) => OrtValue.CreateTensorValueWithData(Info, TensorElementType.UInt8, [bytes], at, bytes);
}
