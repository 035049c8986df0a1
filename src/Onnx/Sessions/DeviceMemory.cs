using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>Cache memory of a device. Networks of one node copy and clear it, since the host cannot address it.</summary>
/// <remarks>Works on the CPU too, where it is tested.</remarks>
internal sealed class DeviceMemory : ICacheMemory
{
    private const string Source = "source", Length = "length", Destination = "destination";

    private readonly InferenceSession _copy, _clear;
    private readonly RunOptions _run = new();
    private readonly OrtAllocator _allocator;
    private readonly List<OrtMemoryAllocation> _buffers = [];

    /// <param name="environment">Opens the copying session.</param>
    /// <param name="profile">Determines the device.</param>
    /// <exception cref="OnnxRuntimeException">The device cannot be used.</exception>
    public DeviceMemory(OnnxRuntimeEnvironment environment, ComputeProfile profile)
    {
        Info = profile.UsesCuda
            ? new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default)
            : OrtMemoryInfo.DefaultInstance;
        _copy = Open(graph => graph.Input(Source, ElementType.UInt8, "bytes"));
        _clear = Open(graph => graph.Node("Expand", [graph.Constant<byte>([0], 1), graph.Input(Length, ElementType.Int64, 1)]));
        _allocator = new OrtAllocator(_copy, Info);

        InferenceSession Open(Func<GraphWriter, Edge> bytes)
        {
            var graph = new GraphWriter();
            graph.Output(Destination, bytes(graph), ElementType.UInt8, "bytes");
            return environment.OpenSession(graph.ToModel(), profile);
        }
    }

    /// <inheritdoc/>
    public OrtMemoryInfo Info { get; }

    /// <inheritdoc/>
    public nint[] Allocate(IReadOnlyList<long> lengths, bool areSparse)
    {
        var addresses = new nint[lengths.Count];
        for (var i = 0; i < addresses.Length; i++)
        {
            var buffer = _allocator.Allocate(checked((uint)lengths[i]));
            _buffers.Add(buffer);
            Clear(addresses[i] = buffer.DangerousGetHandle(), lengths[i]);
        }

        return addresses;
    }

    /// <inheritdoc/>
    public void Copy(nint source, nint destination, long parts, long stride, long start, long end)
    {
        // One copy of all parts: starting an operation on the device costs more than copying the unused bytes.
        using OrtValue from = View(source, parts * stride), to = View(destination, parts * stride);
        _copy.Run(_run, [Source], [from], [Destination], [to]);
    }

    /// <inheritdoc/>
    public void Clear(nint address, long bytes)
    {
        using OrtValue length = OrtValue.CreateTensorValueFromMemory([bytes], [1]), target = View(address, bytes);
        _clear.Run(_run, [Length], [length], [Destination], [target]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _buffers.Clear();
        _allocator.Dispose();
        _run.Dispose();
        _clear.Dispose();
        _copy.Dispose();
    }

    private OrtValue View(nint address, long bytes)
        => OrtValue.CreateTensorValueWithData(Info, TensorElementType.UInt8, [bytes], address, bytes);
}
