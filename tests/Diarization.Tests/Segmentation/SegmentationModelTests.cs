using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Diarization.Loading;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class SegmentationModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Tiny => NetworkGolden.Checkpoint("segmentation-tiny-legacy");

    [Fact]
    public void A_batch_of_windows_gives_the_scores_of_single_windows()
    {
        using var model = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        var window = NetworkGolden.Window();
        float[] quiet = [.. window.Select(sample => sample * 0.1f)], silent = new float[window.Length];

        // More than one run of the network, one window per second.
        var windows = new WindowedAudio((float[])[.. window, .. quiet, .. silent], window.Length, window.Length / 10, 21);
        var together = model.Run(windows, Cancel);
        var alone = Enumerable.Range(0, windows.Count).SelectMany(one => model.Run(WindowedAudio.Single(windows[one]), Cancel)).ToArray();

        FloatComparer.Absolute(1e-4, alone, together, "batch");
    }

    [Fact]
    public void Digital_silence_has_the_scores_of_the_network_without_a_run()
    {
        using var model = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        var silent = new WindowedAudio(new float[2 * model.Config.WindowSamples], model.Config.WindowSamples, 1, 32);
        // Below the noise of any microphone; the quietest sound is not silence.
        float[] faint = new float[model.Config.WindowSamples], quiet = new float[model.Config.WindowSamples];
        (faint[0], quiet[0]) = (5e-5f, 2e-4f);

        // The network would refuse to run.
        var cancelled = new CancellationToken(canceled: true);
        var scores = model.Run(silent, cancelled);
        Assert.Equal(scores[..(589 * 7)], model.Run(WindowedAudio.Single(faint), cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => model.Run(WindowedAudio.Single(quiet), cancelled));
        Assert.NotEqual(scores[..(589 * 7)], model.Run(WindowedAudio.Single(quiet), Cancel));
    }

    [Fact]
    public void Probabilities_of_each_frame_sum_to_one()
    {
        using var model = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        var values = model.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel);

        Assert.Equal(589 * 7, values.Length);
        Assert.All(values.Chunk(7), frame => Assert.Equal(1, frame.Sum(value => Math.Exp(value)), 1e-4));
    }

    [Fact]
    public void A_pickled_checkpoint_gives_the_scores_of_its_safetensors_file()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Tiny, "pytorch_model.bin"), folder.Sub("pytorch_model.bin"));
        using SegmentationModel pickled = SegmentationModel.Load(folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32),
            model = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);

        Assert.Equal(model.Config, pickled.Config);
        Assert.Equal(model.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel),
            pickled.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel));
    }

    [Fact]
    public void Hyper_parameters_are_read_from_the_pickle_or_the_YAML_file()
    {
        using var folder = new TemporaryFolder();
        var golden = NetworkGolden.Checkpoint("segmentation-3.0");
        var pickled = SegmentationConfig.Read(CheckpointMetadata.Read(golden));
        File.Copy(Path.Combine(golden, "config.yaml"), folder.Sub("config.yaml"));

        var written = SegmentationConfig.Read(CheckpointMetadata.Read(folder.Path));

        var expected = new SegmentationConfig
        {
            Duration = 10,
            Speakers = 3,
            MaxSimultaneousSpeakers = 2,
            ReceptiveField = new ReceptiveField(10)
        };
        Assert.Equal(expected, pickled);
        Assert.Equal(pickled, written);
        Assert.Equal((160_000, 589, 7), (pickled.WindowSamples, pickled.WindowFrames, pickled.Classes));
    }

    [Fact]
    public void Several_LSTM_modules_of_one_layer_equal_one_module_of_several_layers()
    {
        using var folder = new TemporaryFolder();
        Rewrite(Tiny, folder.Path, tensor => new TensorData(System.Text.RegularExpressions.Regex.Replace(tensor.Name,
            @"^lstm\.(\w+)_l(\d)(_reverse)?$", "lstm.$2.$1_l0$3"), tensor.Type, tensor.Shape, tensor.Bytes));
        using SegmentationModel several = SegmentationModel.Load(folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32),
            one = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);

        Assert.Equal(one.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel),
            several.Run(WindowedAudio.Single(NetworkGolden.Window()), Cancel));
    }

    [Theory]
    [InlineData("classifier.weight", new long[] { 6, 16 })]
    [InlineData("lstm.weight_hh_l1", new long[] { 64, 15 })]
    [InlineData("lstm.weight_ih_l1", new long[] { 64, 33 })]
    [InlineData("linear.0.weight", new long[] { 16, 31 })]
    [InlineData("sincnet.conv1d.1.weight", new long[] { 60, 79, 5 })]
    [InlineData("sincnet.conv1d.0.filterbank.n_", new long[] { 1, 124 })]
    [InlineData("sincnet.norm1d.2.bias", new long[] { 59 })]
    public void A_tensor_of_the_wrong_shape_fails_the_load_with_a_clear_exception(string name, long[] shape)
    {
        using var folder = new TemporaryFolder();
        Rewrite(Tiny, folder.Path, tensor => tensor.Name == name
            ? TensorData.FromFloats(name, TensorType.F32, shape, new float[shape.Aggregate(1L, (a, b) => a * b)]) : tensor);

        var exception = Assert.Throws<DiarizationModelException>(
            () => SegmentationModel.Load(folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32));

        Assert.DoesNotContain(folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_network_is_rejected_by_name_of_the_missing_tensor()
    {
        using var folder = new TemporaryFolder();
        var other = NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");
        Assert.Contains("not a segmentation network", Assert.Throws<DiarizationModelException>(() => SegmentationModel.Load(other,
            TestEnvironment.Instance, ComputeProfile.CpuFp32)).Message, StringComparison.Ordinal);

        // Without the pickle, which specifies that there is no powerset, only the tensors differ.
        File.Copy(Path.Combine(other, "model.safetensors"), folder.Sub("model.safetensors"));
        Assert.Contains("lacks the tensor", Assert.Throws<DiarizationModelException>(() => SegmentationModel.Load(folder.Path,
            TestEnvironment.Instance, ComputeProfile.CpuFp32)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_canceled_run_throws()
    {
        using var model = SegmentationModel.Load(Tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        Assert.ThrowsAny<OperationCanceledException>(
            () => model.Run(WindowedAudio.Single(NetworkGolden.Window()), new CancellationToken(canceled: true)));
    }

    private static void Rewrite(string from, string to, Func<TensorData, TensorData> change)
    {
        using var checkpoint = Checkpoint.Open(from);
        SafetensorsWriter.Write(Path.Combine(to, "model.safetensors"), [
            .. checkpoint.Tensors.Select(checkpoint.DataOf).Select(change),
        ]);
    }
}
