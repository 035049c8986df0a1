using System.IO.MemoryMappedFiles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Sessions;

/// <summary>Weights that several graphs of one network have in common: mapped once, and rearranged once for the processor.</summary>
/// <remarks>Must outlive the sessions that are opened with it.</remarks>
public sealed unsafe class SharedWeights : IDisposable
{
    private readonly Dictionary<string, MemoryMappedViewAccessor> _files = [];
    private readonly Dictionary<string, OrtValue> _values = [];

    internal PrePackedWeightsContainer Packed { get; } = new();

    /// <summary>Gives a session the weights of its graph.</summary>
    internal void AddTo(SessionOptions options, GraphModel model)
    {
        foreach (var weight in model.Weights) options.AddInitializer(weight.Name, ValueOf(weight));
    }

    /// <summary>Ends the mappings.</summary>
    public void Dispose()
    {
        foreach (var value in _values.Values) value.Dispose();
        Packed.Dispose();
        foreach (var file in _files.Values)
        {
            file.SafeMemoryMappedViewHandle.ReleasePointer();
            file.Dispose();
        }
    }

    private OrtValue ValueOf(Weight weight)
        => _values.TryGetValue(weight.Name, out var value) ? value : _values[weight.Name] = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)weight.Type, [.. weight.Shape], (nint)(StartOf(weight.File) + weight.Offset), weight.Length);

    private byte* StartOf(string path)
    {
        byte* start = null;
        if (!_files.TryGetValue(path, out var file))
        {
            using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _files[path] = file = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            file.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return start;
        }

        return (byte*)file.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }
}
