using Microsoft.ML.OnnxRuntime;
using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Loading;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Embedding;

/// <summary>Extracts speaker embeddings. Thread-safe.</summary>
internal sealed class EmbeddingModel : IEmbeddingModel
{
    private readonly EmbeddingConfig _config;
    private readonly EmbeddingMode _mode;
    private readonly NetworkSession _backbone, _pooling;

    private EmbeddingModel(EmbeddingConfig config, EmbeddingMode mode, NetworkSession backbone, NetworkSession pooling)
    {
        (_config, _mode, _backbone, _pooling) = (config, mode, backbone, pooling);
        // A trial run: tensors whose shapes do not match fail the load, not the first request.
        Dimension = NetworkErrors.Translate(() =>
        {
            using var frames = RunBackbone(new float[MinSamples], CancellationToken.None);
            return Pool(frames, 0, new float[1], CancellationToken.None).Length;
        });
    }

    /// <summary>Dimension d of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Samples of the shortest window that has an embedding.</summary>
    public int MinSamples => _config.FrameLength;

    /// <summary>Loads the network.</summary>
    /// <param name="folder">Folder with <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="environment">Opens the sessions.</param>
    /// <param name="profile">Device and precision of the network.</param>
    /// <param name="mode">How overlapping windows are processed.</param>
    /// <param name="windowSeconds">Window length; <see cref="EmbeddingMode.Shared"/> centers features over this span.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold an embedding network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static EmbeddingModel Load(
        string folder, OnnxRuntimeEnvironment environment, ComputeProfile profile, EmbeddingMode mode, double windowSeconds)
    {
        var config = EmbeddingConfig.Read(CheckpointMetadata.Read(folder));
        if (mode == EmbeddingMode.Shared) config = config with { CenteringSpan = config.CenteringSpan ?? windowSeconds };
        var sessions = new List<NetworkSession>();
        try
        {
            sessions.Add(NetworkSession.Open(
                folder, environment, profile, weights => EmbeddingGraph.CreateBackbone(config, weights, profile)));
            sessions.Add(NetworkSession.Open(folder, environment, profile, weights => EmbeddingGraph.CreatePooling(weights, profile)));
            return new EmbeddingModel(config, mode, sessions[0], sessions[1]);
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <summary>Computes one embedding per mask, shape (masks, <see cref="Dimension"/>), not
    /// normalized. An all-zero mask gives the bias of the last layer.</summary>
    /// <param name="request">Windows of at least <see cref="MinSamples"/> at 16 kHz. Masks may have any length: they are resampled.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var (windows, windowOf) = (request.Windows, request.WindowOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(windows.Length, MinSamples, nameof(request));
        var embeddings = new float[windowOf.Count * Dimension];
        var weights = new float[ResNetGraph.CountFrames(_config.CountFrames(windows.Length))];
        var maskLength = request.Masks.Length / windowOf.Count;
        for (int from = 0, to; from < windowOf.Count; from = to)
        {
            for (to = from + 1; to < windowOf.Count && ShareRun(windows, windowOf[to - 1], windowOf[to]);) to++;
            var first = windowOf[from];
            using var frames = RunBackbone(windows.Range(first, windowOf[to - 1]), cancellationToken);
            for (var mask = from; mask < to; mask++)
            {
                EmbeddingMask.Resize(request.Masks.Span.Slice(mask * maskLength, maskLength), weights);
                Pool(frames, (windowOf[mask] - first) * windows.Step, weights, cancellationToken).CopyTo(embeddings, mask * Dimension);
            }
        }

        return embeddings;
    }

    public void Dispose()
    {
        _pooling.Dispose();
        _backbone.Dispose();
    }

    private bool ShareRun(WindowedAudio windows, int one, int next)
        => one == next || (_mode == EmbeddingMode.Shared && (next - one) * windows.Step < windows.Length);

    /// <summary>Computes frame features, [1, values, frames].</summary>
    private OrtValue RunBackbone(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        using var audio = NetworkSession.Tensor(samples, 1, samples.Length);
        var features = _backbone.Run(EmbeddingGraph.Frames, cancellationToken, (EmbeddingGraph.Audio, audio));
        var frames = ResNetGraph.CountFrames(_config.CountFrames(samples.Length));
        return NetworkSession.Tensor<float>(features, 1, features.Length / frames, frames);
    }

    /// <summary>Computes the embedding of one mask.</summary>
    /// <param name="frames">Frame features of a run, [1, values, frames].</param>
    /// <param name="start">Index of the window's first sample in the run.</param>
    /// <param name="mask">Weights, one per frame of the window.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    private float[] Pool(OrtValue frames, int start, float[] mask, CancellationToken cancellationToken)
    {
        var lastFirst = frames.GetTensorTypeAndShape().Shape[2] - mask.Length;
        var first = Math.Min(lastFirst, (long)Math.Round((double)start / (_config.FrameShift * ResNetGraph.Downsampling)));
        using var firstFrame = NetworkSession.Tensor<long>(new[] { first }, 1);
        using var weights = NetworkSession.Tensor<float>(mask, 1, mask.Length);
        return _pooling.Run(EmbeddingGraph.Embeddings, cancellationToken,
            (EmbeddingGraph.Frames, frames), (EmbeddingGraph.FirstFrame, firstFrame), (EmbeddingGraph.Masks, weights));
    }
}
