using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Checkpoints;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Segmentation;

/// <summary>Runs the segmentation network on windows of audio. Thread-safe.</summary>
internal sealed class SegmentationModel : ISegmentationModel, IDisposable
{
    // Windows per run. More are hardly faster, and each takes some 20 MB.
    private const int MaxBatch = 8;

    private readonly NetworkSession _session;

    private SegmentationModel(SegmentationConfig config, NetworkSession session)
    {
        (Config, _session) = (config, session);
        Format = new()
        {
            SampleRate = SegmentationConfig.SampleRate,
            WindowSamples = config.WindowSamples,
            Frames = config.WindowFrames,
            FrameStepSamples = config.ReceptiveField.Step,
            FrameSamples = config.ReceptiveField.Size,
            Speakers = config.Speakers,
            MaxSimultaneousSpeakers = config.MaxSimultaneousSpeakers,
        };
        // A trial run: tensors whose shapes do not match fail the load, not the first request.
        NetworkErrors.Translate(() => Run(WindowedAudio.Single(new float[config.WindowSamples]), CancellationToken.None));
    }

    /// <summary>The network's hyper-parameters.</summary>
    public SegmentationConfig Config { get; }

    /// <inheritdoc/>
    public SegmentationFormat Format { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="folder">Folder with <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="environment">Opens the session.</param>
    /// <param name="device">The device that the network runs on.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold a segmentation network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static SegmentationModel Load(string folder, OnnxRuntimeEnvironment environment, ComputeDevice device)
    {
        var config = SegmentationConfig.Read(CheckpointMetadata.Read(folder));
        var session = NetworkSession.Open(
            folder, environment, device, (weights, profile) => SegmentationGraph.Create(config, weights, profile));
        try
        {
            return new SegmentationModel(config, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the scores, shape (windows, frames, classes): see <see cref="ISegmentationModel.Run"/>.</summary>
    /// <param name="windows">Windows of <see cref="SegmentationConfig.WindowSamples"/> at 16 kHz; at least 1.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows.Length, Config.WindowSamples);
        var scoresPerWindow = Config.WindowFrames * Config.Classes;
        var scores = new float[windows.Count * scoresPerWindow];
        var batch = new float[Math.Min(MaxBatch, windows.Count) * windows.Length];
        for (var first = 0; first < windows.Count; first += MaxBatch)
        {
            var count = Math.Min(MaxBatch, windows.Count - first);
            for (var i = 0; i < count; i++) windows[first + i].CopyTo(batch.AsMemory(i * windows.Length));
            using var audio = NetworkSession.Tensor<float>(batch.AsMemory(0, count * windows.Length), count, windows.Length);
            _session.Run(SegmentationGraph.Scores, cancellationToken, (SegmentationGraph.Audio, audio))
                .CopyTo(scores, first * scoresPerWindow);
        }

        return scores;
    }

    public void Dispose() => _session.Dispose();
}
