using System.Buffers;
using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Loading;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Segmentation;

/// <summary>Runs the segmentation network on windows of audio; digital silence has the scores of the first run. Thread-safe.</summary>
internal sealed class SegmentationModel : ISegmentationModel, IDisposable
{
    // Windows per run: as many as the LSTM takes through its steps together. More are hardly faster, and take memory.
    private const int MaxBatch = 6;

    private readonly NetworkSession _session;

    /// <summary>The scores of a window of zeros, shape (frames, classes).</summary>
    private readonly float[] _silence;

    private SegmentationModel(SegmentationConfig config, NetworkSession session)
    {
        (Config, _session) = (config, session);
        // A trial run: tensors whose shapes do not match fail the load, not the first request.
        _silence = NetworkErrors.Translate(() => RunNetwork(new float[config.WindowSamples], count: 1, CancellationToken.None));
    }

    /// <inheritdoc/>
    public SegmentationConfig Config { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="folder">Folder with <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="environment">Opens the session.</param>
    /// <param name="profile">Device and precision of the network.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold a segmentation network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static SegmentationModel Load(string folder, OnnxRuntimeEnvironment environment, ComputeProfile profile)
    {
        var config = SegmentationConfig.Read(CheckpointMetadata.Read(folder));
        var session = NetworkSession.Open(
            folder, environment, profile, weights => SegmentationGraph.Create(config, weights, profile));
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
        var sounding = Enumerable.Range(0, windows.Count).Where(window => !DigitalSilence.Is(windows[window].Span)).ToArray();
        var scores = new float[windows.Count * _silence.Length];
        if (sounding.Length < windows.Count)
            for (var window = 0; window < windows.Count; window++) _silence.CopyTo(scores, window * _silence.Length);
        if (sounding.Length == 0) return scores;
        using var batch = MemoryPool<float>.Shared.Rent(Math.Min(MaxBatch, sounding.Length) * windows.Length);
        foreach (var indices in sounding.Chunk(MaxBatch))
        {
            foreach (var (row, window) in indices.Index()) windows[window].CopyTo(batch.Memory[(row * windows.Length)..]);
            var found = RunNetwork(batch.Memory[..(indices.Length * windows.Length)], indices.Length, cancellationToken);
            foreach (var (row, window) in indices.Index())
                found.AsSpan(row * _silence.Length, _silence.Length).CopyTo(scores.AsSpan(window * _silence.Length));
        }

        return scores;
    }

    /// <summary>Runs the network on a batch of windows, shape (count, samples).</summary>
    private float[] RunNetwork(Memory<float> batch, int count, CancellationToken cancellationToken)
    {
        using var audio = NetworkSession.Tensor<float>(batch, count, Config.WindowSamples);
        return _session.Run(SegmentationGraph.Scores, cancellationToken, (SegmentationGraph.Audio, audio));
    }

    public void Dispose() => _session.Dispose();
}
