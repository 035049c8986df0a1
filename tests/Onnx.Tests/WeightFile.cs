using System.Runtime.InteropServices;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Tests;

/// <summary>A file of weights in a temporary folder.</summary>
internal sealed class WeightFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("speech-weights-");
    private readonly int _offset;
    private readonly int _length;

    public WeightFile(int offset, ReadOnlySpan<float> values) : this(offset, MemoryMarshal.AsBytes(values)) { }

    public WeightFile(int offset, ReadOnlySpan<byte> bytes)
    {
        (_offset, _length) = (offset, bytes.Length);
        File.WriteAllBytes(Path, [.. new byte[offset], .. bytes]);
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "weights");

    public Weight Weight(string name, long[] shape, ElementType type = ElementType.Float) => new(name, type, shape, Path, _offset, _length);

    public void Dispose() => _folder.Delete(recursive: true);
}
