using System.IO.MemoryMappedFiles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Kernels.Memory;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Sessions;

/// <summary>The weights of a model on a CPU, mapped once for all of its graphs.</summary>
/// <remarks>Must outlive the sessions that are opened with it. Safe for several threads.</remarks>
public sealed class MappedWeights : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryMappedViewAccessor> _files = [];
    private readonly Dictionary<string, OrtValue> _values = [];

    /// <summary>Adds the weights of a graph to the options of its session.</summary>
    internal void AddTo(SessionOptions options, GraphModel model)
    {
        lock (_gate)
            foreach (var weight in model.Weights) options.AddInitializer(weight.Name, ValueOf(weight));
    }

    /// <summary>
    /// Frees the memory of the mapped files, at any time once the sessions are open: they have packed the matrices into memory of their
    /// own, and other weights are read from the files again when they are needed.
    /// </summary>
    public void ReleasePages()
    {
        foreach (var view in _files.Values)
            MemoryAdvice.ReleaseFilePages(view.SafeMemoryMappedViewHandle.DangerousGetHandle(), (nint)view.Capacity);
    }

    /// <summary>Unmaps the files.</summary>
    public void Dispose()
    {
        foreach (var value in _values.Values) value.Dispose();
        foreach (var file in _files.Values) file.Dispose();
    }

    private OrtValue ValueOf(Weight weight)
    {
        if (_values.TryGetValue(weight.Name, out var existing)) return existing;
        var address = (nint)(AddressOf(weight.File) + weight.Offset);
        return _values[weight.Name] = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)weight.Type, [.. weight.Shape], address, weight.Length);
    }

    // Valid until the view is disposed: views begin at the start of their file.
    private nint AddressOf(string path)
    {
        if (!_files.TryGetValue(path, out var view))
        {
            using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _files[path] = view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }

        return view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }
}
