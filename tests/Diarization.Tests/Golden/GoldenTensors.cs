using System.Runtime.InteropServices;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Golden;

/// <summary>A file of tensors of the reference implementation.</summary>
internal sealed class GoldenTensors(params string[] path) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(Reference.PathOf(["diarization", .. path]));

    public bool Has(string name) => _file.TryGet(name, out _);

    public float[] Floats(string name) => Read<float>(name);

    public double[] Doubles(string name) => Read<double>(name);

    public int[] Ints(string name) => Read<int>(name);

    public byte[] Bytes(string name) => Read<byte>(name);

    public int[] Shape(string name) => [.. Entry(name).Shape.Select(size => (int)size)];

    public void Dispose() => _file.Dispose();

    private T[] Read<T>(string name) where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(_file.ReadBytes(Entry(name), 0, (int)Entry(name).Length)).ToArray();

    private TensorEntry Entry(string name) => _file.TryGet(name, out var entry) ? entry : throw new KeyNotFoundException(name);
}
