using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Inference;
using Speech.Whisper.Model;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Model;

/// <summary>The same weights in other files, element types and profiles.</summary>
public class CheckpointFormTests
{
    private const string Original = "tiny-random-v2";

    // The logits that the other forms are compared with: in 32 bits, from the file as it is.
    private static readonly Lazy<float[]> OriginalLogits = new(() => Logits(TinyCheckpoint.FolderOf(Original), ComputeProfile.CpuFp32));
    private static readonly Lazy<float[]> NarrowestLogits = new(() => Logits(Narrowest, ComputeProfile.CpuFp32));

    private static string Narrowest => RandomCheckpoint.FolderOf("narrowest");

    [Fact]
    public void A_sharded_checkpoint_gives_the_same_logits()
    {
        using var copy = new ModelCopy(Original);
        using (var checkpoint = Checkpoint.Open(copy.Source))
            ShardedSafetensorsWriter.Write(
                copy.Folder, [.. checkpoint.Tensors.Select(t => Data(checkpoint, t, TensorType.F32))], maxShardBytes: 5_000_000);
        Assert.True(Directory.GetFiles(copy.Folder, "model-*.safetensors").Length > 1);
        Assert.Equal(OriginalLogits.Value, Logits(copy.Folder, ComputeProfile.CpuFp32));
    }

    [Fact]
    public void A_checkpoint_of_the_bare_network_gives_the_same_logits()
    {
        using var copy = new ModelCopy(Original);
        using (var checkpoint = Checkpoint.Open(copy.Source))
            SafetensorsWriter.Write(copy.Weights,
                [.. checkpoint.Tensors.Select(t => Data(checkpoint, t with { Name = t.Name["model.".Length..] }, TensorType.F32, t.Name))]);
        Assert.Equal(OriginalLogits.Value, Logits(copy.Folder, ComputeProfile.CpuFp32));
    }

    /// <summary>
    /// Effect of rounding the weights on the logits, measured with the reference (golden/sensitivity.json): 0.024 for fp16, 0.16 for bf16.
    /// </summary>
    [Theory]
    [InlineData("F16", 0.05f)]
    [InlineData("BF16", 0.3f)]
    public void Weights_of_16_bits_change_the_logits_by_their_rounding_error(string type, float tolerance)
    {
        using var copy = new ModelCopy(Original);
        using (var checkpoint = Checkpoint.Open(copy.Source))
            SafetensorsWriter.Write(copy.Weights, [.. checkpoint.Tensors.Select(t => Data(checkpoint, t, Enum.Parse<TensorType>(type)))]);
        var (exact, rounded) = (OriginalLogits.Value, Logits(copy.Folder, ComputeProfile.CpuFp32));
        Compare.Within(tolerance, exact, rounded, type);
        Assert.NotEqual(exact, rounded);
    }

    [Theory]
    [InlineData(Precision.Mixed)]
    [InlineData(Precision.Int8)]
    public void Quantized_weights_change_the_logits_by_less_than_five_percent(Precision precision)
    {
        // Measured with random weights: logits change by 2 %, with or without quantization of the encoder.
        var (exact, rounded) = (NarrowestLogits.Value, Logits(Narrowest, new WhisperOptions { Precision = precision }.Profile));
        Assert.Equal(0, RelativeError(exact, rounded), 0.05);
        Assert.NotEqual(exact, rounded);
    }

    [Fact]
    public void Weights_stored_in_8_bits_change_the_logits_by_less_than_five_percent()
    {
        using var quantized = new TempFolder();
        foreach (var file in Directory.GetFiles(Narrowest).Where(file => Path.GetExtension(file) != ".safetensors"))
            File.Copy(file, quantized.Sub(Path.GetFileName(file)));
        QuantizedCheckpoint.Write(Narrowest, quantized.Path, maxShardBytes: 10_000_000);
        Assert.InRange(Directory.GetFiles(quantized.Path, "model-*.safetensors").Length, 2, 4);

        foreach (var precision in Enum.GetValues<Precision>())
        {
            var stored = Logits(quantized.Path, new WhisperOptions { Precision = precision }.Profile);
            Assert.Equal(0, RelativeError(NarrowestLogits.Value, stored), 0.05);
            Assert.NotEqual(NarrowestLogits.Value, stored);
        }
    }

    [Fact]
    public void The_quantized_profiles_differ_only_in_the_encoder()
        => Assert.Equal(
            ComputeProfile.CpuMixed with { Name = "", Encoder = LinearKind.Int8 }, ComputeProfile.CpuInt8 with { Name = "" });

    /// <summary>The GPU's graph also runs on the CPU, where ONNX Runtime casts for operators without 16-bit kernels.</summary>
    [Fact]
    public void The_half_precision_graph_gives_nearly_the_same_logits()
    {
        var folder = Reference.PathOf("whisper", "tiny-random-v3");
        var half = Logits(folder, ComputeProfile.CudaFp16 with { UsesCuda = false });
        Assert.Equal(0, RelativeError(Logits(folder, ComputeProfile.CpuFp32), half), 0.02);
    }

    [Fact]
    public void A_missing_tensor_is_reported_by_name()
    {
        using var copy = new ModelCopy(Original);
        using (var checkpoint = Checkpoint.Open(copy.Source))
        {
            var kept = checkpoint.Tensors.Where(t => !t.Name.EndsWith("fc2.weight", StringComparison.Ordinal));
            SafetensorsWriter.Write(copy.Weights, [.. kept.Select(t => Data(checkpoint, t, TensorType.F32))]);
        }

        var exception = Assert.Throws<WhisperException>(() => Logits(copy.Folder, ComputeProfile.CpuFp32));
        Assert.Contains("model.encoder.layers.0.fc2.weight", exception.Message);
    }

    /// <summary>The kernels of attention take the shapes of keys and values from the queries.</summary>
    [Theory]
    [InlineData("model.encoder.layers.0.self_attn.v_proj")]
    [InlineData("model.decoder.layers.0.self_attn.q_proj")]
    [InlineData("model.decoder.layers.0.encoder_attn.k_proj")]
    public void A_projection_of_another_width_is_reported_by_name(string layer)
    {
        using var copy = new ModelCopy(Original);
        using (var checkpoint = Checkpoint.Open(copy.Source))
            SafetensorsWriter.Write(copy.Weights, [.. checkpoint.Tensors.Select(t => t.Name.StartsWith(layer, StringComparison.Ordinal)
                ? Wider(t) : Data(checkpoint, t, TensorType.F32))]);

        foreach (var profile in new[] { ComputeProfile.CpuFp32, ComputeProfile.CpuInt8 })
            Assert.Contains(layer, Assert.Throws<WhisperException>(() => Logits(copy.Folder, profile)).Message, StringComparison.Ordinal);

        static TensorData Wider(TensorEntry tensor)
        {
            long[] shape = [2 * tensor.Shape[0], .. tensor.Shape.Skip(1)];
            return TensorData.FromFloats(
                tensor.Name, TensorType.F32, shape, new float[shape.Aggregate(1L, (product, length) => product * length)]);
        }
    }

    [Theory]
    [InlineData("num_mel_bins", 1_000_000)]
    [InlineData("decoder_layers", 1_000_000)]
    [InlineData("d_model", 0)]
    public void Impossible_dimensions_are_refused_before_a_network_is_written(string name, int value)
    {
        using var copy = new ModelCopy(Original);
        var config = Path.Combine(copy.Folder, "config.json");
        File.WriteAllText(config, System.Text.RegularExpressions.Regex.Replace(
            File.ReadAllText(config), $"\"{name}\":\\s*\\d+", $"\"{name}\": {value}"));
        Assert.Contains(name, Assert.Throws<WhisperException>(() => WhisperConfig.Load(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_of_quantized_weights_is_written_again()
    {
        using var cache = new TempFolder();
        var options = new WhisperOptions { Profile = ComputeProfile.CpuInt8, QuantizedWeightCacheFolder = cache.Path };
        var whole = Load();
        Assert.NotEmpty(whole);
        foreach (var (file, length) in whole)
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(length / 2);
        }

        Assert.Equal(whole, Load());

        List<(string File, long Length)> Load()
        {
            LoadNetworks(Narrowest, options).Dispose();
            return [.. Directory.GetFiles(cache.Path).Order().Select(file => (file, new FileInfo(file).Length))];
        }
    }

    private static double RelativeError(float[] expected, float[] actual)
        => Math.Sqrt(expected.Zip(actual, (e, a) => Math.Pow(e - a, 2)).Sum() / expected.Sum(e => Math.Pow(e, 2)));

    /// <summary>Logits of the four tokens that start a transcript of jfk.wav.</summary>
    private static float[] Logits(string folder, ComputeProfile profile)
    {
        using var cacheFolder = new TempFolder();
        using var model = LoadNetworks(folder, new WhisperOptions { Profile = profile, QuantizedWeightCacheFolder = cacheFolder.Path });
        using var cache = model.CreateCache(slots: 1);
        using (var hidden = model.Encoder.Encode(Clips.Jfk())) model.Decoder.ComputeCrossAttentionCache(cache, 0, hidden);
        return model.Decoder.Run(cache, 0, [0], [50258, 50259, 50359, 50363], [0, 1, 2, 3]).ToArray();
    }

    private static Networks LoadNetworks(string folder, WhisperOptions options)
        => Networks.Load(folder, WhisperConfig.Load(folder), GenerationConfig.Load(folder), options, TestEnvironment.Instance);

    private static TensorData Data(Checkpoint checkpoint, TensorEntry tensor, TensorType type, string? name = null)
        => TensorData.FromFloats(tensor.Name, type, tensor.Shape, checkpoint.ReadFloats(name ?? tensor.Name));

    /// <summary>A folder with the configuration of a model, without weights.</summary>
    private sealed class ModelCopy : IDisposable
    {
        public ModelCopy(string name)
        {
            Source = Reference.PathOf("whisper", name);
            foreach (var file in Directory.GetFiles(Source, "*.json")) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        public string Source { get; }
        public string Folder { get; } = Directory.CreateTempSubdirectory("speech-model-").FullName;
        public string Weights => Path.Combine(Folder, "model.safetensors");

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
