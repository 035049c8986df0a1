using System.Globalization;
using System.Text.Json;
using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Diarization.Embedding;
using Speech.Diarization.Loading;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Embedding;

public sealed class EmbeddingModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Samples = 16_000, MaskLength = 50;

    private static string Narrow => NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");

    [Fact]
    public void A_batch_of_masks_gives_the_embeddings_of_single_masks()
    {
        using var model = Load(Narrow, EmbeddingMode.PerWindow);
        var audio = NetworkGolden.Window()[..(5 * Samples)];
        // Windows 1 and 4 have no mask; 0 and 3 have two.
        int[] windowOf = [0, 0, 2, 3, 3];
        var masks = new float[windowOf.Length * MaskLength];
        for (var i = 0; i < masks.Length; i++) masks[i] = (i / 7 + i / MaskLength) % 2;

        var together = model.Run(new(new(audio, Samples, Samples, 5), masks, windowOf), Cancel);

        var alone = windowOf.SelectMany((window, i) =>
        {
            var single = WindowedAudio.Single(audio.AsMemory(window * Samples, Samples));
            return model.Run(new(single, masks.AsMemory(i * MaskLength, MaskLength), [0]), Cancel);
        });
        // Sums are in another order, and the logarithm of a quiet mel bin amplifies the difference: the end-to-end tolerance of the golden
        // data.
        FloatComparer.Absolute(0.003, [.. alone], together, "batch");
    }

    [Fact]
    public void An_all_zero_mask_gives_the_bias_and_a_single_frame_gives_no_NaN()
    {
        using var model = Load(Narrow, EmbeddingMode.PerWindow);
        using var checkpoint = Checkpoint.Open(Narrow);
        var masks = new float[2 * MaskLength];
        masks[MaskLength + 20] = 1;

        var embeddings = model.Run(new(WindowedAudio.Single(NetworkGolden.Window().AsMemory(0, Samples)), masks, [0, 0]), Cancel);

        FloatComparer.Absolute(1e-6, checkpoint.ReadFloats("resnet.seg_1.bias"), embeddings.AsSpan(0, model.Dimension), "bias");
        Assert.All(embeddings, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Frame_counts_match_the_reference()
    {
        var timing = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network", "timing.json"))).RootElement;
        var config = new EmbeddingConfig();

        foreach (var count in timing.GetProperty("wespeaker_fbank_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), config.CountFrames(int.Parse(count.Name, CultureInfo.InvariantCulture)));
        foreach (var count in timing.GetProperty("wespeaker_resnet_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), ResNetGraph.CountFrames(config.CountFrames(int.Parse(count.Name,
                CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void The_shortest_window_has_an_embedding_and_a_shorter_one_is_rejected()
    {
        using var model = Load(Narrow, EmbeddingMode.PerWindow);

        Assert.Equal(400, model.MinSamples);
        Assert.Equal(model.Dimension, model.Run(new(WindowedAudio.Single(new float[400]), new float[] { 1 }, [0]), Cancel).Length);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Run(new(WindowedAudio.Single(new float[399]), new float[] { 1 }, [0]), Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(589)]
    public void Resizing_keeps_the_order_and_the_same_length_is_the_identity(int length)
    {
        var mask = Enumerable.Range(0, length).Select(i => (float)i).ToArray();
        var (resized, same) = (new float[125], new float[length]);
        EmbeddingMask.Resize(mask, resized);
        EmbeddingMask.Resize(mask, same);

        Assert.Equal(mask, same);
        Assert.Equal(0, resized[0]);
        Assert.Equal(resized.Order(), resized);
        Assert.All(resized.Select((value, i) => (value, i)),
            at => Assert.InRange(at.value, at.i * length / 125f - 1.001f, at.i * length / 125f + 0.001f));
    }

    [Fact]
    public void Centering_over_a_span_longer_than_the_window_equals_centering_over_the_window()
    {
        var whole = Features(new EmbeddingConfig());
        FloatComparer.Absolute(1e-3, whole, Features(new EmbeddingConfig { CenteringSpan = 4 }), "long span");
        Assert.NotEqual(whole[0], Features(new EmbeddingConfig { CenteringSpan = 0.3 })[0], 1e-2f);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(1.5)]
    public void Centering_over_a_span_subtracts_the_moving_mean(double seconds)
    {
        var config = new EmbeddingConfig();
        var (whole, frames, half) = (Features(config), config.CountFrames(Samples), config.CountFrames((int)(seconds * Samples)) / 2);
        var expected = new float[whole.Length];
        for (var frame = 0; frame < frames; frame++)
            for (var bin = 0; bin < config.MelBins; bin++)
            {
                var around = Enumerable.Range(0, frames).Where(other => Math.Abs(other - frame) <= half)
                    .Select(other => (double)whole[other * config.MelBins + bin]);
                expected[frame * config.MelBins + bin] = (float)(whole[frame * config.MelBins + bin] - around.Average());
            }

        FloatComparer.Absolute(1e-4, expected, Features(config with { CenteringSpan = seconds }), "span");
    }

    [Fact]
    public void In_shared_mode_a_frame_gives_the_same_embedding_in_every_window()
    {
        using var model = Load(Narrow, EmbeddingMode.Shared);
        const int frame = 8 * 160, step = 10;
        // Four seconds are 50 frames; four windows contain the same ten of them. Window 2 has no mask.
        int[] windowOf = [0, 1, 3, 4];
        var masks = new float[windowOf.Length * MaskLength];
        for (var i = 0; i < windowOf.Length; i++) masks.AsSpan(i * MaskLength + 40 - windowOf[i] * step, 10).Fill(1);

        var embeddings = model.Run(new(new(NetworkGolden.Window(), 4 * Samples, step * frame, 5), masks, windowOf), Cancel);

        var expected = embeddings[..model.Dimension];
        for (var i = 1; i < windowOf.Length; i++)
            FloatComparer.Absolute(1e-4, expected, embeddings.AsSpan(i * model.Dimension, model.Dimension), $"window {windowOf[i]}");
    }

    [Fact]
    public void Windows_without_overlap_give_the_same_embeddings_in_both_modes()
    {
        using EmbeddingModel perWindow = Load(Narrow, EmbeddingMode.PerWindow), shared = Load(Narrow, EmbeddingMode.Shared);
        float[] masks = [.. Enumerable.Repeat(1f, 3 * MaskLength)];
        // Windows 0 and 3 do not overlap, although windows 1 and 2, which have no mask, overlap both.
        EmbeddingRequest[] requests =
        [
            new(new(NetworkGolden.Window(), 3 * Samples, 3 * Samples, 3), masks, [0, 1, 2]),
            new(new(NetworkGolden.Window(), 3 * Samples, Samples, 8), masks, [0, 3, 7]),
        ];
        foreach (var request in requests)
            FloatComparer.Absolute(0.003, perWindow.Run(request, Cancel), shared.Run(request, Cancel), "embeddings");
    }

    [Theory]
    [InlineData("window_type: povey")]
    [InlineData("use_energy: true")]
    [InlineData("sample_rate: 8000")]
    [InlineData("num_mel_bins: many")]
    [InlineData("snip_edges: false")]
    public void Rejects_unsupported_filter_banks(string setting)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"model:\n  {setting}\n");
        Assert.Throws<DiarizationModelException>(() => EmbeddingConfig.Read(CheckpointMetadata.Read(folder.Path)));
    }

    [Fact]
    public void Another_kind_of_network_is_rejected_by_name_of_the_missing_tensor() =>
        Assert.Contains(
            "lacks the tensor",
            Assert.Throws<DiarizationModelException>(
                () => Load(NetworkGolden.Checkpoint("segmentation-3.0"), EmbeddingMode.PerWindow)).Message,
            StringComparison.Ordinal);

    private static EmbeddingModel Load(string folder, EmbeddingMode mode)
        => EmbeddingModel.Load(folder, TestEnvironment.Instance, ComputeProfile.CpuFp32, mode, 10);

    private static float[] Features(EmbeddingConfig config)
        => Stage.Run(Narrow, NetworkGolden.Window()[..Samples], [1, Samples], (graph, _, _, x) => FilterBankGraph.Write(graph, x, config));
}
