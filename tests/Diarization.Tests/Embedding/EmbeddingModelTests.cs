using System.Text.Json;
using Speech.Diarization.Checkpoints;
using Speech.Diarization.Embedding;
using Speech.Diarization.Tests.Networks;
using Speech.Checkpoints;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Embedding;

public sealed class EmbeddingModelTests
{
    private const int Samples = 16_000, MaskLength = 50;

    private static string Narrow => NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");

    [Fact]
    public void Windows_and_masks_together_give_what_each_gives_alone()
    {
        using var model = EmbeddingModel.Load(Narrow, new() { Threads = 2 }, 10);
        var audio = NetworkGolden.Window()[..(5 * Samples)];
        // Windows 1 and 4 are heard by nobody; 0 and 3 by two.
        int[] windowOf = [0, 0, 2, 3, 3];
        var masks = new float[windowOf.Length * MaskLength];
        for (var i = 0; i < masks.Length; i++) masks[i] = (i / 7 + i / MaskLength) % 2;

        var together = model.Run(new(new(audio, Samples, Samples, 5), masks, windowOf), TestContext.Current.CancellationToken);

        var alone = windowOf.SelectMany((window, i) => model.Run(new(WindowedAudio.Of(audio.AsMemory(window * Samples, Samples)), masks.AsMemory(i * MaskLength, MaskLength), [0]), TestContext.Current.CancellationToken));
        // Sums are taken in another order, and the logarithm of a quiet band enlarges that: the tolerance of the golden numbers from end to end.
        Near.Absolute(0.003, [.. alone], together, "batch");
    }

    [Fact]
    public void A_mask_of_zeros_gives_the_bias_of_the_last_layer_and_one_frame_gives_no_NaN()
    {
        using var model = EmbeddingModel.Load(Narrow, new() { Threads = 2 }, 10);
        using var checkpoint = Checkpoint.Open(Narrow);
        var masks = new float[2 * MaskLength];
        masks[MaskLength + 20] = 1;

        var embeddings = model.Run(new(WindowedAudio.Of(NetworkGolden.Window().AsMemory(0, Samples)), masks, [0, 0]), TestContext.Current.CancellationToken);

        Near.Absolute(1e-6, checkpoint.ReadFloats("resnet.seg_1.bias"), embeddings.AsSpan(0, model.Dimension), "bias");
        Assert.All(embeddings, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Frames_are_counted_as_the_reference_counts_them()
    {
        var timing = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network", "timing.json"))).RootElement;
        var config = new EmbeddingConfig();

        foreach (var count in timing.GetProperty("wespeaker_fbank_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), config.Frames(int.Parse(count.Name, System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var count in timing.GetProperty("wespeaker_resnet_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), ResNetGraph.Frames(config.Frames(int.Parse(count.Name, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void The_shortest_audio_has_an_embedding_and_a_shorter_one_is_refused()
    {
        using var model = EmbeddingModel.Load(Narrow, new() { Threads = 2 }, 10);

        Assert.Equal(400, model.MinSamples);
        Assert.Equal(model.Dimension, model.Run(new(WindowedAudio.Of(new float[400]), new float[] { 1 }, [0]), TestContext.Current.CancellationToken).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Run(new(WindowedAudio.Of(new float[399]), new float[] { 1 }, [0]), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(589)]
    public void A_resized_mask_keeps_runs_in_order_and_a_mask_of_the_same_length_stays(int length)
    {
        var mask = Enumerable.Range(0, length).Select(i => (float)i).ToArray();
        var (resized, same) = (new float[125], new float[length]);
        MaskFrames.Resize(mask, resized);
        MaskFrames.Resize(mask, same);

        Assert.Equal(mask, same);
        Assert.Equal(0, resized[0]);
        Assert.Equal(resized.Order(), resized);
        Assert.All(resized.Select((value, i) => (value, i)), at => Assert.InRange(at.value, at.i * length / 125f - 1.001f, at.i * length / 125f + 0.001f));
    }

    [Fact]
    public void Centring_over_a_span_longer_than_the_window_is_centring_over_the_window()
    {
        var whole = Features(new EmbeddingConfig());
        Near.Absolute(1e-3, whole, Features(new EmbeddingConfig { CenteringSpan = 4 }), "long span");
        Assert.NotEqual(whole[0], Features(new EmbeddingConfig { CenteringSpan = 0.3 })[0], 1e-2f);

    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(1.5)]
    public void Centring_over_a_span_takes_the_mean_of_the_frames_around_each(double seconds)
    {
        var config = new EmbeddingConfig();
        var (whole, frames, half) = (Features(config), config.Frames(Samples), config.Frames((int)(seconds * Samples)) / 2);
        var expected = new float[whole.Length];
        for (var frame = 0; frame < frames; frame++)
            for (var bin = 0; bin < config.MelBins; bin++)
            {
                var around = Enumerable.Range(0, frames).Where(other => Math.Abs(other - frame) <= half).Select(other => (double)whole[other * config.MelBins + bin]);
                expected[frame * config.MelBins + bin] = (float)(whole[frame * config.MelBins + bin] - around.Average());
            }

        Near.Absolute(1e-4, expected, Features(config with { CenteringSpan = seconds }), "span");
    }

    [Fact]
    public void Heard_together_a_moment_sounds_the_same_in_every_window_that_holds_it()
    {
        using var model = EmbeddingModel.Load(Narrow, new() { Threads = 2, Hearing = WindowHearing.Together }, 10);
        const int frame = 8 * 160, step = 10;
        // Four seconds are 50 frames; the same ten of them lie in four windows. Window 2 is heard by nobody.
        int[] windowOf = [0, 1, 3, 4];
        var masks = new float[windowOf.Length * MaskLength];
        for (var i = 0; i < windowOf.Length; i++) masks.AsSpan(i * MaskLength + 40 - windowOf[i] * step, 10).Fill(1);

        var embeddings = model.Run(new(new(NetworkGolden.Window(), 4 * Samples, step * frame, 5), masks, windowOf), TestContext.Current.CancellationToken);

        for (var i = 1; i < windowOf.Length; i++) Near.Absolute(1e-4, embeddings.AsSpan(0, model.Dimension), embeddings.AsSpan(i * model.Dimension, model.Dimension), $"window {windowOf[i]}");
    }

    [Fact]
    public void Windows_that_share_nothing_sound_together_as_they_do_apart()
    {
        using EmbeddingModel apart = EmbeddingModel.Load(Narrow, new() { Threads = 2 }, 10), together = EmbeddingModel.Load(Narrow, new() { Threads = 2, Hearing = WindowHearing.Together }, 10);
        float[] masks = [.. Enumerable.Repeat(1f, 3 * MaskLength)];
        // Windows 0 and 3 do not touch though 1 and 2, of which nothing is heard, lie over both.
        foreach (var request in new EmbeddingRequest[] { new(new(NetworkGolden.Window(), 3 * Samples, 3 * Samples, 3), masks, [0, 1, 2]), new(new(NetworkGolden.Window(), 3 * Samples, Samples, 8), masks, [0, 3, 7]) })
            Near.Absolute(0.003, apart.Run(request, TestContext.Current.CancellationToken), together.Run(request, TestContext.Current.CancellationToken), "apart");
    }

    [Theory]
    [InlineData("window_type: povey")]
    [InlineData("use_energy: true")]
    [InlineData("sample_rate: 8000")]
    [InlineData("num_mel_bins: many")]
    [InlineData("snip_edges: false")]
    public void A_filter_bank_of_another_kind_is_refused(string setting)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"model:\n  {setting}\n");
        Assert.Throws<DiarizationModelException>(() => EmbeddingConfig.Read(ModelSettings.Read(folder.Path)));
    }

    [Fact]
    public void A_network_of_something_else_is_refused_by_the_tensor_it_lacks() =>
        Assert.Contains("lacks the tensor", Assert.Throws<DiarizationModelException>(() => EmbeddingModel.Load(NetworkGolden.Checkpoint("segmentation-3.0"), new() { Threads = 2 }, 10)).Message, StringComparison.Ordinal);

    private static float[] Features(EmbeddingConfig config) => Stage.Run(Narrow, NetworkGolden.Window()[..Samples], [1, Samples], (graph, _, _, x) => FilterBankGraph.Write(graph, x, config));
}
