using Speech.Audio.Windows;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Diarization.DVector;
using Speech.Diarization.Loading;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.TestSupport.Audio;

namespace Speech.Diarization.Tests.DVector;

/// <summary>Laws of the d-vector network, with random weights of a small size.</summary>
public sealed class DVectorModelTests : IDisposable
{
    private const int Samples = 80_000, MaskLength = 293, Bins = 40, Hidden = 16, Dimension = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly DVectorModel _model;

    public DVectorModelTests()
    {
        WriteWeights(_folder.Path, Hidden);
        _model = DVectorModel.Load(_folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static float[] Audio => Recording.Load("jfk.wav")[..Samples];

    [Fact]
    public void Embeddings_have_unit_length()
    {
        Assert.Equal(Dimension, _model.Dimension);
        Assert.Equal(1, Embed(Audio, Mask(0, MaskLength)).Sum(value => value * value), 1e-5f);
    }

    [Fact]
    public void A_batch_of_masks_gives_the_embeddings_of_single_masks()
    {
        var audio = Recording.Load("jfk.wav");
        int[] windowOf = [0, 0, 2, 3, 3];
        float[][] masks = [Mask(0, 100), Mask(80, 200), Mask(0, 293), Mask(10, 60), Mask(100, 290)];
        var windows = new WindowedAudio(audio, Samples, 16_000, 4);

        var together = _model.Run(new(windows, masks.SelectMany(mask => mask).ToArray(), windowOf), Cancel);

        var alone = windowOf.Zip(masks).SelectMany(pair => Embed(windows[pair.First].ToArray(), pair.Second)).ToArray();
        FloatComparer.Absolute(1e-5, alone, together, "batch");
    }

    [Fact]
    public void Audio_outside_the_mask_does_not_change_the_embedding()
    {
        var (audio, other) = (Audio, Audio);
        // From 500 samples after the end of the mask on: a frame is 400 samples long.
        for (var i = 28_000 + 500; i < Samples; i++) other[i] = -0.7f * other[i];
        var mask = Mask(0, MaskLength * 28_000 / Samples);

        FloatComparer.Absolute(1e-5, Embed(audio, mask), Embed(other, mask), "embedding");
    }

    [Fact]
    public void Quiet_audio_is_raised_to_the_target_loudness()
    {
        var (quiet, quieter) = (Audio, Audio);
        for (var i = 0; i < Samples; i++) (quiet[i], quieter[i]) = (0.01f * quiet[i], 0.005f * quieter[i]);
        FloatComparer.Absolute(1e-4, Embed(quiet, Mask(0, 200)), Embed(quieter, Mask(0, 200)), "embedding");
    }

    [Fact]
    public void The_embedding_of_long_speech_is_the_normalized_mean_over_its_windows()
    {
        var (mel, mask) = (_model.ComputeMel(Audio, Cancel), Mask(0, MaskLength));
        var features = DVectorFeatures.Select(mel, Audio, Enumerable.Repeat(1f, 500).ToArray());
        var sum = new float[Dimension];
        foreach (var start in DVectorFeatures.WindowStarts(500))
        {
            var window = new float[160 * Bins];
            features.AsSpan(start * Bins, Math.Min(window.Length, features.Length - start * Bins)).CopyTo(window);
            foreach (var (i, value) in _model.Encode(window, 1, Cancel).Index()) sum[i] += value;
        }

        var length = MathF.Sqrt(sum.Sum(value => value * value));
        FloatComparer.Absolute(1e-5, Array.ConvertAll(sum, value => value / length), Embed(Audio, mask), "mean");
    }

    [Fact]
    public void Short_speech_has_the_embedding_of_its_repetition()
    {
        const int Frames = 50;
        var (samples, mask) = (Audio, new float[500]);
        mask.AsSpan(0, Frames).Fill(1);
        var features = DVectorFeatures.Select(_model.ComputeMel(samples, Cancel), samples, mask);
        var window = Enumerable.Range(0, 160 * Bins).Select(i => features[i % (Frames * Bins)]).ToArray();

        FloatComparer.Absolute(1e-5, _model.Encode(window, 1, Cancel), Embed(samples, mask), "short");
    }

    [Theory]
    [InlineData(0, new[] { 0 })]
    [InlineData(100, new[] { 0 })]
    [InlineData(160, new[] { 0 })]
    [InlineData(161, new[] { 0, 1 })]
    [InlineData(274, new[] { 0, 114 })]
    [InlineData(320, new[] { 0, 80, 160 })]
    [InlineData(500, new[] { 0, 113, 226, 340 })]
    public void Windows_cover_all_frames_evenly(int frames, int[] starts)
        => Assert.Equal(starts, DVectorFeatures.WindowStarts(frames));

    [Fact]
    public void The_kind_of_a_network_is_recognized_by_its_tensors()
    {
        Assert.True(DVectorModel.IsIn(_folder.Path));
        Assert.False(DVectorModel.IsIn(NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM")));
        Assert.False(DVectorModel.IsIn(NetworkGolden.Checkpoint("segmentation-3.0")));
    }

    [Fact]
    public void A_tensor_of_the_wrong_shape_fails_the_load_with_a_clear_exception()
    {
        using var folder = new TemporaryFolder();
        WriteWeights(folder.Path, Hidden, linearInputs: Hidden + 1);
        Assert.Throws<DiarizationModelException>(
            () => DVectorModel.Load(folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32).Dispose());
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private float[] Embed(float[] audio, float[] mask) => _model.Run(new(WindowedAudio.Single(audio), mask, [0]), Cancel);

    private static float[] Mask(int from, int to)
    {
        var mask = new float[MaskLength];
        mask.AsSpan(from, to - from).Fill(1);
        return mask;
    }

    private static void WriteWeights(string folder, int hidden, int? linearInputs = null)
    {
        var random = new Random(7);
        var tensors = new List<TensorData>();
        for (var layer = 0; layer < 3; layer++)
        {
            Add($"lstm.weight_ih_l{layer}", 4 * hidden, layer == 0 ? Bins : hidden);
            Add($"lstm.weight_hh_l{layer}", 4 * hidden, hidden);
            Add($"lstm.bias_ih_l{layer}", 4 * hidden);
            Add($"lstm.bias_hh_l{layer}", 4 * hidden);
        }

        Add("linear.weight", Dimension, linearInputs ?? hidden);
        Add("linear.bias", Dimension);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);

        void Add(string name, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (count, axis) => count * axis)];
            for (var i = 0; i < values.Length; i++) values[i] = 0.6f * (random.NextSingle() - 0.4f);
            tensors.Add(TensorData.FromFloats(name, TensorType.F32, shape, values));
        }
    }
}
