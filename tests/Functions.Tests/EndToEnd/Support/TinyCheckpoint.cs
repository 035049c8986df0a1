using System.Text.Json.Nodes;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A Whisper checkpoint of small dimensions: what it says is nonsense, but the reference implementation says the same.</summary>
internal static class TinyCheckpoint
{
    /// <summary>The folder of the checkpoint.</summary>
    public static string Folder => Reference.PathOf("whisper", "tiny-random-v3");

    /// <summary>A copy that may be changed.</summary>
    public static void CopyTo(string folder)
    {
        // Read and written, not copied as files: the originals may be read-only.
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    /// <summary>A copy that hears two seconds at a time and says few words: the same network at a tenth of the price.</summary>
    public static void CopySmallTo(string folder)
    {
        const int positions = 100;
        CopyTo(folder);
        Set(folder, "config.json", "max_source_positions", positions);
        Set(folder, "generation_config.json", "max_length", 8);
        using var whole = Checkpoint.Open(Folder);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. whole.Tensors.Select(Cut)]);

        TensorData Cut(TensorEntry tensor)
        {
            var (shape, values) = (tensor.Shape, whole.ReadFloats(tensor.Name));
            if (tensor.Name == "model.encoder.embed_positions.weight") (shape, values) = ([positions, shape[1]], values[..(int)(positions * shape[1])]);
            return TensorData.FromFloats(tensor.Name, tensor.Type, shape, values);
        }
    }

    private static void Set(string folder, string file, string name, int value)
    {
        var path = Path.Combine(folder, file);
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[name] = value;
        File.WriteAllText(path, config.ToJsonString());
    }
}
