using System.Text.Json.Nodes;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;

namespace Speech.TestSupport;

/// <summary>Whisper checkpoints of small dimensions: their text is random, but equal to that of the reference implementation.</summary>
public static class TinyCheckpoint
{
    private const string MainName = "tiny-random-v3";

    /// <summary>Encoder positions of a window of two seconds.</summary>
    private const int Positions = 100;

    /// <summary>The folder of the checkpoint.</summary>
    public static string Folder => FolderOf(MainName);

    /// <summary>The folder of one of the checkpoints, such as <c>tiny-random-v3-assistant</c>.</summary>
    public static string FolderOf(string name) => Reference.PathOf("whisper", name);

    /// <summary>A writable copy.</summary>
    public static void CopyTo(string folder, string name = MainName)
    {
        // Read and written, not copied as files: the originals may be read-only.
        foreach (var file in Directory.EnumerateFiles(FolderOf(name)))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    /// <summary>A copy with windows of two seconds: the same network at a tenth of the cost.</summary>
    /// <param name="folder">The folder of the copy.</param>
    /// <param name="maxLength">Most tokens of a window.</param>
    /// <param name="name">Name of the checkpoint.</param>
    public static void CopySmallTo(string folder, int maxLength = 8, string name = MainName)
    {
        CopyTo(folder, name);
        Set(folder, "config.json", "max_source_positions", Positions);
        Set(folder, "generation_config.json", "max_length", maxLength);
        using var whole = Checkpoint.Open(FolderOf(name));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. whole.Tensors.Select(Cut)]);

        TensorData Cut(TensorEntry tensor)
        {
            var (shape, values) = (tensor.Shape, whole.ReadFloats(tensor.Name));
            if (tensor.Name == "model.encoder.embed_positions.weight") (shape, values) = (
                [Positions, shape[1]], values[..(int)(Positions * shape[1])]);
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
