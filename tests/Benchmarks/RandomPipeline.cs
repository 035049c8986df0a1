using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Benchmarks;

/// <summary>Networks of a diarization pipeline with random weights and the published dimensions; for speed measurements only.</summary>
internal static class RandomPipeline
{
    private const int LstmLayers = 4, LstmSize = 128, Bands = 40, Channels = 32, Dimension = 256;
    private static readonly int[] Blocks = [3, 4, 6, 3];

    /// <summary>Folders of the two networks; created on first use in the temporary folder.</summary>
    public static (string Segmentation, string Embedding) Folders()
        => (FolderOf("segmentation-3.0", Segmentation()), FolderOf("wespeaker-resnet34", Embedding()));

    private static string FolderOf(string name, IEnumerable<TensorData> tensors)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"speech-random-{name}")).FullName;
        var (weights, temporary) = (Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "temporary"));
        if (File.Exists(weights)) return folder;
        SafetensorsWriter.Write(temporary, [.. tensors]);
        File.Move(temporary, weights);
        return folder;
    }

    private static IEnumerable<TensorData> Segmentation()
    {
        const string sinc = "sincnet.conv1d.0.filterbank.";
        yield return Of(sinc + "low_hz_", [Bands, 1], i => 30 + i * 190);
        yield return Of(sinc + "band_hz_", [Bands, 1], _ => 100);
        yield return Of(sinc + "n_", [1, 125], i => 2 * MathF.PI * (i - 125) / 16_000);
        yield return Of(sinc + "window_", [125], i => 0.54f - 0.46f * MathF.Cos(2 * MathF.PI * i / 250));
        yield return Of("sincnet.wav_norm1d.weight", [1], _ => 1);
        yield return Of("sincnet.wav_norm1d.bias", [1], _ => 0);
        foreach (var (layer, size) in new[] { (0, 80), (1, 60), (2, 60) })
        {
            yield return Of($"sincnet.norm1d.{layer}.weight", [size], _ => 1);
            yield return Of($"sincnet.norm1d.{layer}.bias", [size], _ => 0);
            if (layer == 0) continue;
            yield return Random($"sincnet.conv1d.{layer}.weight", 60, layer == 1 ? 80 : 60, 5);
            yield return Of($"sincnet.conv1d.{layer}.bias", [60], _ => 0);
        }

        for (var layer = 0; layer < LstmLayers; layer++)
            foreach (var direction in new[] { "", "_reverse" })
            {
                yield return Random($"lstm.weight_ih_l{layer}{direction}", 4 * LstmSize, layer == 0 ? 60 : 2 * LstmSize);
                yield return Random($"lstm.weight_hh_l{layer}{direction}", 4 * LstmSize, LstmSize);
                yield return Of($"lstm.bias_ih_l{layer}{direction}", [4 * LstmSize], _ => 0);
                yield return Of($"lstm.bias_hh_l{layer}{direction}", [4 * LstmSize], _ => 0);
            }

        (string, int, int)[] linear = [("linear.0", 2 * LstmSize, LstmSize), ("linear.1", LstmSize, LstmSize), ("classifier", LstmSize, 7)];
        foreach (var (name, from, to) in linear)
        {
            yield return Random(name + ".weight", to, from);
            yield return Of(name + ".bias", [to], _ => 0);
        }
    }

    private static IEnumerable<TensorData> Embedding()
    {
        yield return Random("resnet.conv1.weight", Channels, 1, 3, 3);
        foreach (var norm in Norm("resnet.bn1", Channels, 1)) yield return norm;
        var from = Channels;
        foreach (var (layer, blocks) in Blocks.Index())
        {
            var to = Channels << layer;
            for (var block = 0; block < blocks; block++, from = to)
                foreach (var tensor in Block($"resnet.layer{layer + 1}.{block}.", from, to))
                    yield return tensor;
        }

        // Inputs: mean and standard deviation of each channel in each of the ten remaining bands.
        yield return Random("resnet.seg_1.weight", Dimension, 2 * from * 10);
        yield return Of("resnet.seg_1.bias", [Dimension], _ => 0);
    }

    private static IEnumerable<TensorData> Block(string name, int from, int to)
    {
        yield return Random(name + "conv1.weight", to, from, 3, 3);
        yield return Random(name + "conv2.weight", to, to, 3, 3);
        if (from != to) yield return Random(name + "shortcut.0.weight", to, from, 1, 1);
        // The residual of each block is small, so that activations do not overflow.
        foreach (var (norm, scale) in new[] { ("bn1", 1f), ("bn2", 0.3f), ("shortcut.1", 1f) })
            foreach (var tensor in Norm(name + norm, to, scale))
                yield return tensor;
    }

    private static IEnumerable<TensorData> Norm(string name, int size, float scale)
    {
        yield return Of(name + ".weight", [size], _ => scale);
        yield return Of(name + ".bias", [size], _ => 0);
        yield return Of(name + ".running_mean", [size], _ => 0);
        yield return Of(name + ".running_var", [size], _ => 1);
    }

    /// <summary>Uniform He initialization: preserves the variance of the input through a ReLU.</summary>
    private static TensorData Random(string name, params long[] shape)
    {
        var random = new Random(name.Length * 31 + (int)shape[0]);
        var bound = MathF.Sqrt(6f / shape[1..].Aggregate(1L, (count, size) => count * size));
        return Of(name, shape, _ => (2 * random.NextSingle() - 1) * bound);
    }

    private static TensorData Of(string name, long[] shape, Func<int, float> value)
    {
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return TensorData.FromFloats(name, TensorType.F32, shape, [.. Enumerable.Range(0, count).Select(value)]);
    }
}
