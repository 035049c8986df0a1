using Speech.Diarization.Checkpoints;
using Speech.Checkpoints.Errors;

namespace Speech.Diarization.Segmentation;

/// <summary>Runs the segmentation network over windows of audio. Safe for several threads.</summary>
internal sealed class SegmentationModel : ISegmentationModel, IDisposable
{
    /// <summary>Windows in one pass. More of them are hardly faster, and each takes some 20 MB.</summary>
    private const int PassWindows = 8;

    private readonly NetworkSession _session;

    private SegmentationModel(SegmentationConfig config, NetworkSession session)
    {
        (Config, _session) = (config, session);
        Format = new()
        {
            SampleRate = SegmentationConfig.SampleRate,
            WindowSamples = config.WindowSamples,
            Frames = config.WindowFrames,
            FrameStepSamples = config.Geometry.Step,
            FrameSamples = config.Geometry.Size,
            Speakers = config.Speakers,
            SpeakersAtOnce = config.SpeakersAtOnce,
        };
        // Tensors that do not fit each other fail the loading, not the first request.
        ModelWeights.Explained(() => Run(WindowedAudio.Of(new float[config.WindowSamples]), CancellationToken.None));
    }

    /// <summary>What the network was made for.</summary>
    public SegmentationConfig Config { get; }

    /// <inheritdoc/>
    public SegmentationFormat Format { get; }

    /// <param name="folder">The network's folder: <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="compute">How it is run.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold a segmentation network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static SegmentationModel Load(string folder, DiarizationCompute compute)
    {
        var config = SegmentationConfig.Read(ModelSettings.Read(folder));
        var session = NetworkSession.Open(folder, compute, (weights, profile) => SegmentationGraph.Create(config, weights, profile));
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

    /// <summary>Log-probabilities of the powerset's classes, shape (windows, frames, classes).</summary>
    /// <param name="windows">Windows of <see cref="SegmentationConfig.WindowSamples"/> at 16 kHz; at least 1.</param>
    /// <param name="cancellationToken">May end the run.</param>
    public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows.Length, Config.WindowSamples);
        var scores = new float[windows.Count * Config.WindowFrames * Config.Classes];
        var pass = new float[Math.Min(PassWindows, windows.Count) * windows.Length];
        for (var first = 0; first < windows.Count; first += PassWindows)
        {
            var count = Math.Min(PassWindows, windows.Count - first);
            for (var row = 0; row < count; row++) windows[first + row].CopyTo(pass.AsMemory(row * windows.Length));
            using var audio = NetworkSession.Tensor<float>(pass.AsMemory(0, count * windows.Length), count, windows.Length);
            _session.Run(SegmentationGraph.LogProbabilities, cancellationToken, (SegmentationGraph.Audio, audio)).CopyTo(scores, first * Config.WindowFrames * Config.Classes);
        }

        return scores;
    }

    public void Dispose() => _session.Dispose();
}
