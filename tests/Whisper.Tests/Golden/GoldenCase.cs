using System.Runtime.InteropServices;
using System.Text.Json;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Whisper.Tests.Golden;

/// <summary>Golden data of the reference implementation: a manifest, and the tensors that it describes with their tolerances.</summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile? _tensors;

    public GoldenCase(string name)
    {
        var folder = Reference.PathOf("whisper", "golden", name);
        Manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json"))).RootElement;
        var tensors = Path.Combine(folder, "tensors.safetensors");
        if (File.Exists(tensors)) _tensors = SafetensorsFile.Open(tensors);
    }

    public JsonElement Manifest { get; }

    public float[] Floats(string tensor) => Read<float>(tensor);

    public int[] Ints(string tensor) => Read<int>(tensor);

    public IReadOnlyList<long> Shape(string tensor) => Entry(tensor).Shape;

    /// <summary>The tolerance of a tensor by the manifest.</summary>
    public float Tolerance(string tensor)
        => Manifest.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("name").GetString() == tensor)
            .GetProperty("tolerance").GetSingle();

    private T[] Read<T>(string tensor) where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(_tensors!.ReadBytes(Entry(tensor), 0, (int)Entry(tensor).Length)).ToArray();

    private TensorEntry Entry(string tensor) => _tensors!.TryGet(tensor, out var entry) ? entry : throw new KeyNotFoundException(tensor);

    public void Dispose() => _tensors?.Dispose();
}

internal static class Compare
{
    /// <summary>Compares all elements; the message states the largest difference and its index.</summary>
    public static void Within(float tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (worst, at) = (0f, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(expected[i] - actual[i]);
            if (float.IsNaN(difference)) difference = float.PositiveInfinity;
            if (difference > worst) (worst, at) = (difference, i);
        }

        Assert.True(worst <= tolerance, $"{what}: off by {worst} at {at} (expected {expected[at]}, got {actual[at]}); allowed {tolerance}");
    }
}
