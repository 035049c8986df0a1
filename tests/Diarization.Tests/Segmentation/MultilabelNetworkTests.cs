using System.Diagnostics;
using System.Runtime.InteropServices;
using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.Diarization.VoiceActivity;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.TestSupport.Audio;

namespace Speech.Diarization.Tests.Segmentation;

/// <summary>Networks with one probability per speaker: <c>pyannote/segmentation</c> of 2022 and its fine-tunes.</summary>
public sealed class MultilabelNetworkTests
{
    // The scores of the reference are rounded to 16 bits: up to 2.4e-4 off.
    private const double Tolerance = 1e-3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The recordings with scores; without the checkpoint one of them, whose test is skipped.</summary>
    public static TheoryData<string> Recordings()
        => SharedData.Find("models") is null ? ["jfk"] : ["jfk", "falcon_test", "pyannote-sample"];

    /// <summary>In half precision, as it comes with the program: the network amplifies the rounding.</summary>
    [Fact]
    public async Task The_built_in_network_finds_the_speech_of_the_reference()
    {
        var golden = new MultilabelScores(Reference.PathOf("diarization", "multilabel"), "jfk");
        var folder = RepositoryFolder.PathOf("src", "BuiltIn", "models", "speaker-diarization", "segmentation");
        using var model = SegmentationModel.Load(folder, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        var scores = new List<float>();
        var audio = Recording.Load("jfk.wav");

        await foreach (var batch in new WindowReader(MultilabelScores.WindowSamples, 8_000, 32).ReadAsync(BlocksOf(audio), Cancel))
            scores.AddRange(model.Run(batch.Windows, Cancel));

        var differences = golden.Read().Zip(scores, (expected, actual) => Math.Abs(expected - actual)).ToList();
        Assert.InRange(differences.Average(), 0, 0.001);
        Assert.InRange(differences.Max(), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Scores_and_speech_of_the_published_checkpoint_match_the_reference(string name)
    {
        var folder = SharedData.Require("models", "segmentation-multilabel");
        var golden = new MultilabelScores(folder, name);
        var audio = await ReadAsync(SharedData.Require(golden.Audio.Split('/')));
        Assert.Equal(golden.Samples, audio.Length);
        using var model = SegmentationModel.Load(folder, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        Assert.Equal((MultilabelScores.WindowSamples, MultilabelScores.Frames, MultilabelScores.Speakers),
            (model.Config.WindowSamples, model.Config.WindowFrames, model.Config.Classes));

        var scores = new List<float>();
        await foreach (var batch in new WindowReader(MultilabelScores.WindowSamples, 8_000, 32).ReadAsync(BlocksOf(audio), Cancel))
            scores.AddRange(model.Run(batch.Windows, Cancel));
        FloatComparer.Absolute(Tolerance, golden.Read(), scores.ToArray(), name);

        foreach (var options in new[] { MultilabelScores.Default, MultilabelScores.Plain })
        {
            using var detection = VoiceActivityModel.Load(folder, options, TestEnvironment.Instance, ComputeProfile.CpuFp32);
            var progress = new ProgressRecorder();
            await detection.DetectAsync(BlocksOf(audio), progress, Cancel);
            golden.AssertRegions(options, progress.Speech);
        }
    }

    [Fact]
    public void A_fine_tune_without_a_pickle_is_recognized_by_its_task()
    {
        using var folder = new TemporaryFolder();
        var tiny = NetworkGolden.Checkpoint("segmentation-tiny-legacy");
        WriteFirstClasses(tiny, folder.Path, 3);
        folder.Write("config.yaml", """
            task:
              _target_: pyannote.audio.tasks.Segmentation
              duration: 10.0
            model:
              _target_: pyannote.audio.models.segmentation.PyanNet
            """);
        using SegmentationModel multilabel = SegmentationModel.Load(folder.Path, TestEnvironment.Instance, ComputeProfile.CpuFp32),
            powerset = SegmentationModel.Load(tiny, TestEnvironment.Instance, ComputeProfile.CpuFp32);
        Assert.True(multilabel.Config.IsMultilabel);

        var window = WindowedAudio.Single(NetworkGolden.Window());
        var (probabilities, logarithms) = (multilabel.Run(window, Cancel).Chunk(3), powerset.Run(window, Cancel).Chunk(7));

        // Both networks have the same logits for the first classes; a softmax keeps their differences.
        foreach (var (probability, logarithm) in probabilities.Zip(logarithms))
            Assert.Equal(logarithm[1] - logarithm[2], Logit(probability[1]) - Logit(probability[2]), 1e-3);
    }

    private static double Logit(double probability) => Math.Log(probability / (1 - probability));

    private static void WriteFirstClasses(string from, string to, int classes)
    {
        using var checkpoint = Checkpoint.Open(from);
        SafetensorsWriter.Write(Path.Combine(to, "model.safetensors"), [.. checkpoint.Tensors.Select(tensor =>
        {
            var bytes = checkpoint.ReadBytes(tensor.Name, 0, (int)tensor.Length);
            if (!tensor.Name.StartsWith("classifier.", StringComparison.Ordinal))
                return new TensorData(tensor.Name, tensor.Type, tensor.Shape, bytes);
            var length = bytes.Length / (int)tensor.Shape[0] * classes;
            return new TensorData(tensor.Name, tensor.Type, [classes, .. tensor.Shape.Skip(1)], bytes.AsMemory(0, length));
        })]);
    }

    /// <summary>The samples as the reference had them: decoded by ffmpeg with its own resampling, in 16 bits.</summary>
    private static async Task<float[]> ReadAsync(string path)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", path, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"])
        {
            RedirectStandardOutput = true,
        };
        using var ffmpeg = Process.Start(start)!;
        var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes, Cancel);
        await ffmpeg.WaitForExitAsync(Cancel);
        var samples = MemoryMarshal.Cast<byte, short>(bytes.ToArray()).ToArray();
        return Array.ConvertAll(samples, sample => sample / 32_768f);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> BlocksOf(float[] samples)
    {
        await Task.CompletedTask;
        yield return samples;
    }
}
