using System.Runtime.InteropServices;
using System.Text.Json;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Whisper.Tests.Golden;

/// <summary>Numbers of the reference implementation: a manifest, and the tensors it describes with their tolerance.</summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile? _tensors;

    public GoldenCase(string name)
    {
        var folder = Reference.PathOf("golden", "whisper", "golden", name);
        Manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json"))).RootElement;
        var tensors = Path.Combine(folder, "tensors.safetensors");
        if (File.Exists(tensors)) _tensors = SafetensorsFile.Open(tensors);
    }

    public JsonElement Manifest { get; }

    public float[] Floats(string tensor) => Read<float>(tensor);

    public int[] Ints(string tensor) => Read<int>(tensor);

    public IReadOnlyList<long> Shape(string tensor) => Entry(tensor).Shape;

    /// <summary>The tolerance that the manifest states for a tensor.</summary>
    public float Tolerance(string tensor)
        => Manifest.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("name").GetString() == tensor).GetProperty("tolerance").GetSingle();

    private T[] Read<T>(string tensor) where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(_tensors!.Bytes(Entry(tensor), 0, (int)Entry(tensor).Length)).ToArray();

    private TensorEntry Entry(string tensor) => _tensors!.TryGet(tensor, out var entry) ? entry : throw new KeyNotFoundException(tensor);

    public void Dispose() => _tensors?.Dispose();
}

internal static class Compare
{
    /// <summary>Every element within the tolerance; tells where and how far the worst one is off.</summary>
    public static void Within(float tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (worst, at) = (0f, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(expected[i] - actual[i]);
            if (difference > worst || float.IsNaN(difference)) (worst, at) = (float.IsNaN(difference) ? float.PositiveInfinity : difference, i);
        }

        Assert.True(worst <= tolerance, $"{what}: off by {worst} at {at} (expected {expected[at]}, got {actual[at]}); allowed {tolerance}");
    }
}
