using System.Text.Json;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;

namespace Speech.TestSupport;

/// <summary>A checkpoint with random weights and the dimensions of one of OpenAI's, or the smallest that is wide enough for 8-bit weights.
/// It has a real checkpoint's speed; its transcripts are meaningless.</summary>
public static class RandomCheckpoint
{
    private const int Vocabulary = 51_865, EndOfText = 50_257;

    private static readonly Dictionary<string, (int Width, int Layers, int Heads)> Sizes = new()
    {
        ["narrowest"] = (256, 1, 4),
        ["tiny"] = (384, 4, 6),
        ["base"] = (512, 6, 8),
        ["small"] = (768, 12, 12),
        ["large-v3"] = (1280, 32, 20),
    };

    /// <summary>The folder of a model. A name of dimensions, such as <c>base</c>, <c>large-v3:2</c> (2 decoder layers) or
    /// <c>large-v3:32:1</c> (1 encoder layer), becomes a checkpoint with random weights in the temporary folder; any other name is
    /// returned as a folder.</summary>
    public static string FolderOf(string model)
    {
        var parts = model.Split(':');
        if (!Sizes.TryGetValue(parts[0], out var size)) return model;
        var decoderLayers = parts.Length > 1 ? int.Parse(parts[1]) : size.Layers;
        var encoderLayers = parts.Length > 2 ? int.Parse(parts[2]) : size.Layers;
        var folder = Path.Combine(Path.GetTempPath(), $"speech-random-{model.Replace(':', '-')}");
        if (File.Exists(Path.Combine(folder, "model.safetensors"))) return folder;
        Console.Error.WriteLine($"creating random weights with the dimensions of whisper-{parts[0]} ...");
        Directory.CreateDirectory(folder);
        WriteConfiguration(folder, size.Width, encoderLayers, decoderLayers, size.Heads);
        WriteTokenizer(folder);
        var unfinished = Path.Combine(folder, "unfinished");
        SafetensorsWriter.Write(unfinished, [.. Tensors(size.Width, encoderLayers, decoderLayers)]);
        File.Move(unfinished, Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    private static void WriteConfiguration(string folder, int width, int layers, int decoderLayers, int heads)
        => File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            d_model = width,
            encoder_layers = layers,
            decoder_layers = decoderLayers,
            encoder_attention_heads = heads,
            decoder_attention_heads = heads,
            vocab_size = Vocabulary,
            num_mel_bins = 80,
            max_source_positions = 1500,
            max_target_positions = 448,
            activation_function = "gelu",
        }));

    // Whisper's layout: 50,257 text tokens (here invented words), the special tokens, the timestamps.
    private static void WriteTokenizer(string folder)
    {
        string[] specials = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>", "<|startofprev|>",
            "<|nospeech|>"];
        var ids = Enumerable.Range(0, EndOfText).ToDictionary(i => $"w{i}", i => i);
        for (var i = 0; i < specials.Length; i++) ids[specials[i]] = EndOfText + i;
        ids["<|notimestamps|>"] = 50_363;
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(ids));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "");
    }

    private static IEnumerable<TensorData> Tensors(int width, int layers, int decoderLayers)
    {
        var random = new Random(1);
        foreach (var (name, shape) in Shapes(width, layers, decoderLayers))
        {
            var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            var isNorm = name.Contains("layer_norm", StringComparison.Ordinal);
            for (var i = 0; i < values.Length; i++) values[i] = isNorm ? 1 + Noise(random) : Noise(random);
            yield return TensorData.FromFloats(name, width > 1000 ? TensorType.F16 : TensorType.F32, shape, values);
        }
    }

    // Uniform with a standard deviation of 0.02, as in initialization.
    private static float Noise(Random random) => (random.NextSingle() - 0.5f) * 0.07f;

    private static IEnumerable<(string Name, long[] Shape)> Shapes(int width, int layers, int decoderLayers)
    {
        long d = width;
        yield return ("model.encoder.conv1.weight", [d, 80, 3]);
        yield return ("model.encoder.conv1.bias", [d]);
        yield return ("model.encoder.conv2.weight", [d, d, 3]);
        yield return ("model.encoder.conv2.bias", [d]);
        yield return ("model.encoder.embed_positions.weight", [1500, d]);
        yield return ("model.decoder.embed_tokens.weight", [Vocabulary, d]);
        yield return ("model.decoder.embed_positions.weight", [448, d]);
        foreach (var half in new[] { "encoder", "decoder" })
        {
            for (var layer = 0; layer < (half == "decoder" ? decoderLayers : layers); layer++)
                foreach (var shape in Layer($"model.{half}.layers.{layer}", d, half == "decoder"))
                    yield return shape;
            foreach (var shape in Norm($"model.{half}.layer_norm", d)) yield return shape;
        }
    }

    private static IEnumerable<(string, long[])> Layer(string name, long d, bool hasCrossAttention)
    {
        foreach (var attention in hasCrossAttention ? new[] { "self_attn", "encoder_attn" } : ["self_attn"])
        {
            foreach (var part in new[] { "q_proj", "k_proj", "v_proj", "out_proj" })
            {
                yield return ($"{name}.{attention}.{part}.weight", [d, d]);
                if (part != "k_proj") yield return ($"{name}.{attention}.{part}.bias", [d]);
            }

            foreach (var shape in Norm($"{name}.{attention}_layer_norm", d)) yield return shape;
        }

        yield return ($"{name}.fc1.weight", [4 * d, d]);
        yield return ($"{name}.fc1.bias", [4 * d]);
        yield return ($"{name}.fc2.weight", [d, 4 * d]);
        yield return ($"{name}.fc2.bias", [d]);
        foreach (var shape in Norm($"{name}.final_layer_norm", d)) yield return shape;
    }

    private static IEnumerable<(string, long[])> Norm(string name, long d) => [($"{name}.weight", [d]), ($"{name}.bias", [d])];
}
