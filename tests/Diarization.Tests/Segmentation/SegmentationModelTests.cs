using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Diarization.Checkpoints;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class SegmentationModelTests
{
    private static string Tiny => NetworkGolden.Checkpoint("segmentation-tiny-legacy");

    [Fact]
    public void Windows_together_give_what_each_gives_alone()
    {
        using var model = SegmentationModel.Load(Tiny, new() { Threads = 2 });
        var window = NetworkGolden.Window();
        float[] quiet = [.. window.Select(sample => sample * 0.1f)], silent = new float[window.Length];

        // More of them than go through the network at once, one every second.
        var windows = new WindowedAudio((float[])[.. window, .. quiet, .. silent], window.Length, window.Length / 10, 21);
        var together = model.Run(windows, TestContext.Current.CancellationToken);
        var alone = Enumerable.Range(0, windows.Count).SelectMany(one => model.Run(WindowedAudio.Of(windows[one]), TestContext.Current.CancellationToken)).ToArray();

        Near.Absolute(1e-4, alone, together, "batch");
    }

    [Fact]
    public void Probabilities_of_a_frame_add_up_to_one()
    {
        using var model = SegmentationModel.Load(Tiny, new() { Threads = 2 });
        var values = model.Run(WindowedAudio.Of(NetworkGolden.Window()), TestContext.Current.CancellationToken);

        Assert.Equal(589 * 7, values.Length);
        Assert.All(values.Chunk(7), frame => Assert.Equal(1, frame.Sum(value => Math.Exp(value)), 1e-4));
    }

    [Fact]
    public void A_folder_with_the_pickle_alone_gives_what_the_safetensors_give()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Tiny, "pytorch_model.bin"), folder.Sub("pytorch_model.bin"));
        using SegmentationModel pickled = SegmentationModel.Load(folder.Path, new() { Threads = 2 }), model = SegmentationModel.Load(Tiny, new() { Threads = 2 });

        Assert.Equal(model.Config, pickled.Config);
        Assert.Equal(model.Run(WindowedAudio.Of(NetworkGolden.Window()), TestContext.Current.CancellationToken), pickled.Run(WindowedAudio.Of(NetworkGolden.Window()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Settings_come_from_the_pickle_or_else_from_the_YAML()
    {
        using var folder = new TemporaryFolder();
        var golden = NetworkGolden.Checkpoint("segmentation-3.0");
        var pickled = SegmentationConfig.Read(ModelSettings.Read(golden));
        File.Copy(Path.Combine(golden, "config.yaml"), folder.Sub("config.yaml"));

        var written = SegmentationConfig.Read(ModelSettings.Read(folder.Path));

        Assert.Equal(new SegmentationConfig { Duration = 10, Speakers = 3, SpeakersAtOnce = 2, Geometry = new FrameGeometry(10) }, pickled);
        Assert.Equal(pickled, written);
        Assert.Equal((160_000, 589, 7), (pickled.WindowSamples, pickled.WindowFrames, pickled.Classes));
    }

    [Fact]
    public void Modules_of_one_layer_each_are_the_same_network_as_one_module_of_several()
    {
        using var folder = new TemporaryFolder();
        Rewrite(Tiny, folder.Path, tensor => new TensorData(System.Text.RegularExpressions.Regex.Replace(tensor.Name, @"^lstm\.(\w+)_l(\d)(_reverse)?$", "lstm.$2.$1_l0$3"), tensor.Type, tensor.Shape, tensor.Bytes));
        using SegmentationModel several = SegmentationModel.Load(folder.Path, new() { Threads = 2 }), one = SegmentationModel.Load(Tiny, new() { Threads = 2 });

        Assert.Equal(one.Run(WindowedAudio.Of(NetworkGolden.Window()), TestContext.Current.CancellationToken), several.Run(WindowedAudio.Of(NetworkGolden.Window()), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("classifier.weight", new long[] { 6, 16 })]
    [InlineData("lstm.weight_hh_l1", new long[] { 64, 15 })]
    [InlineData("lstm.weight_ih_l1", new long[] { 64, 33 })]
    [InlineData("linear.0.weight", new long[] { 16, 31 })]
    [InlineData("sincnet.conv1d.1.weight", new long[] { 60, 79, 5 })]
    [InlineData("sincnet.conv1d.0.filterbank.n_", new long[] { 1, 124 })]
    [InlineData("sincnet.norm1d.2.bias", new long[] { 59 })]
    public void A_tensor_of_a_wrong_shape_fails_the_loading_in_the_librarys_own_words(string name, long[] shape)
    {
        using var folder = new TemporaryFolder();
        Rewrite(Tiny, folder.Path, tensor => tensor.Name == name ? TensorData.FromFloats(name, TensorType.F32, shape, new float[shape.Aggregate(1L, (a, b) => a * b)]) : tensor);

        var e = Assert.Throws<DiarizationModelException>(() => SegmentationModel.Load(folder.Path, new() { Threads = 2 }));

        Assert.DoesNotContain(folder.Path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_something_else_is_refused_by_the_tensor_it_lacks()
    {
        using var folder = new TemporaryFolder();
        var other = NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");
        Assert.Contains("powerset", Assert.Throws<DiarizationModelException>(() => SegmentationModel.Load(other, new() { Threads = 2 })).Message, StringComparison.Ordinal);

        // Without the pickle, which says that it has no powerset, only the tensors tell.
        File.Copy(Path.Combine(other, "model.safetensors"), folder.Sub("model.safetensors"));
        Assert.Contains("lacks the tensor", Assert.Throws<DiarizationModelException>(() => SegmentationModel.Load(folder.Path, new() { Threads = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_ends_as_cancelled()
    {
        using var model = SegmentationModel.Load(Tiny, new() { Threads = 2 });
        Assert.ThrowsAny<OperationCanceledException>(() => model.Run(WindowedAudio.Of(NetworkGolden.Window()), new CancellationToken(canceled: true)));
    }

    private static void Rewrite(string from, string to, Func<TensorData, TensorData> change)
    {
        using var checkpoint = Checkpoint.Open(from);
        SafetensorsWriter.Write(Path.Combine(to, "model.safetensors"), [.. checkpoint.Tensors.Select(tensor =>
            change(new TensorData(tensor.Name, tensor.Type, tensor.Shape, checkpoint.Bytes(tensor.Name, 0, (int)tensor.Length).ToArray())))]);
    }
}
