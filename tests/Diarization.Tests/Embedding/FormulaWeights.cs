using System.Text;
using System.Text.Json;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Embedding;

/// <summary>Weights of the full-width network by the formula of <c>embedding_full_formula.json</c>, instead of 26 MB in a file.</summary>
internal static class FormulaWeights
{
    public static void Write(string folder)
    {
        var formula = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network",
            "embedding_full_formula.json"))).RootElement;
        var tensors = new List<TensorData>();
        foreach (var tensor in formula.GetProperty("tensors").EnumerateObject())
        {
            // Counters, which the graph does not use.
            if (tensor.Value.GetProperty("first_last").ValueKind == JsonValueKind.Null) continue;
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var values = Values(tensor.Name, shape);
            var expected = tensor.Value.GetProperty("first_last");
            Assert.Equal((expected[0].GetSingle(), expected[1].GetSingle()), (values[0], values[^1]));
            tensors.Add(TensorData.FromFloats(tensor.Name, TensorType.F32, shape, values));
        }
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);
    }

    private static float[] Values(string name, long[] shape)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var letter in Encoding.UTF8.GetBytes(name)) hash = (hash ^ letter) * 0x100000001b3;
        var (scale, shift) = Range(name, shape);
        var values = new float[shape.Aggregate(1L, (count, size) => count * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var z = hash + (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            values[i] = (float)(shift + scale * (((z ^ (z >> 31)) >> 40) * (1.0 / (1 << 24))));
        }
        return values;
    }

    /// <summary>A uniform number u in [0, 1) becomes shift + scale * u.</summary>
    private static (double Scale, double Shift) Range(string name, long[] shape)
    {
        if (shape.Length > 1)
        {
            var bound = Math.Sqrt((shape.Length == 4 ? 6.0 : 3.0) / shape[1..].Aggregate(1L, (count, size) => count * size));
            return (2 * bound, -bound);
        }
        if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal)) return (0.2, -0.1);
        return name.EndsWith("bn2.weight", StringComparison.Ordinal) ? (0.25, 0.25) : (1, 0.5);
    }
}
