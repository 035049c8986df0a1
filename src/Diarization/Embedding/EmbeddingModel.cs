using Microsoft.ML.OnnxRuntime;
using Speech.Diarization.Checkpoints;
using Speech.Checkpoints.Errors;

namespace Speech.Diarization.Embedding;

/// <summary>Runs the embedding network: what the speakers of a window sound like. Safe for several threads.</summary>
internal sealed class EmbeddingModel : IEmbeddingModel, IDisposable
{
    private readonly EmbeddingConfig _config;
    private readonly bool _hearsTogether;
    private readonly NetworkSession _listening, _pooling;

    private EmbeddingModel(EmbeddingConfig config, bool hearsTogether, NetworkSession listening, NetworkSession pooling)
    {
        (_config, _hearsTogether, _listening, _pooling) = (config, hearsTogether, listening, pooling);
        // Tensors that do not fit each other fail the loading, not the first request.
        Dimension = ModelWeights.Explained(() =>
        {
            using var frames = Listen(new float[MinSamples], CancellationToken.None);
            return Pool(frames, 0, new float[1], CancellationToken.None).Length;
        });
    }

    /// <summary>Length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Samples of the shortest window that has an embedding.</summary>
    public int MinSamples => _config.FrameLength;

    /// <param name="folder">The network's folder: <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="compute">How it is run.</param>
    /// <param name="windowSeconds">Length of the windows that will be heard.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold an embedding network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static EmbeddingModel Load(string folder, DiarizationCompute compute, double windowSeconds)
    {
        var (config, together) = (EmbeddingConfig.Read(ModelSettings.Read(folder)), compute.Hearing == WindowHearing.Together);
        if (together) config = config with { CenteringSpan = config.CenteringSpan ?? windowSeconds };
        var opened = new List<NetworkSession>();
        try
        {
            opened.Add(NetworkSession.Open(folder, compute, (weights, profile) => EmbeddingGraph.CreateListening(config, weights, profile)));
            opened.Add(NetworkSession.Open(folder, compute, EmbeddingGraph.CreatePooling));
            return new EmbeddingModel(config, together, opened[0], opened[1]);
        }
        catch
        {
            opened.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <summary>One embedding for each mask, shape (masks, <see cref="Dimension"/>), not normalised. A mask of zeros gives the bias of the last layer.</summary>
    /// <param name="request">Windows of at least <see cref="MinSamples"/> at 16 kHz. The masks may have any length: they are spread over the window.</param>
    /// <param name="cancellationToken">May end the run.</param>
    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var windows = request.Windows;
        ArgumentOutOfRangeException.ThrowIfLessThan(windows.Length, MinSamples, nameof(request));
        var embeddings = new float[request.WindowOf.Count * Dimension];
        var (length, masks) = (ResNetGraph.Frames(_config.Frames(windows.Length)), request.Masks.Length / request.WindowOf.Count);
        for (int from = 0, to; from < request.WindowOf.Count; from = to)
        {
            for (to = from + 1; to < request.WindowOf.Count && AreHeardTogether(windows, request.WindowOf[to - 1], request.WindowOf[to]);) to++;
            var first = request.WindowOf[from];
            using var frames = Listen(windows.Between(first, request.WindowOf[to - 1]), cancellationToken);
            for (var mask = from; mask < to; mask++)
            {
                var weights = new float[length];
                MaskFrames.Resize(request.Masks.Span.Slice(mask * masks, masks), weights);
                Pool(frames, (request.WindowOf[mask] - first) * windows.Step, weights, cancellationToken).CopyTo(embeddings, mask * Dimension);
            }
        }

        return embeddings;
    }

    public void Dispose()
    {
        _pooling.Dispose();
        _listening.Dispose();
    }

    private bool AreHeardTogether(WindowedAudio windows, int one, int next) => one == next || (_hearsTogether && (next - one) * windows.Step < windows.Length);

    /// <summary>[1, values, frames]</summary>
    private OrtValue Listen(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        using var audio = NetworkSession.Tensor(samples, 1, samples.Length);
        var heard = _listening.Run(EmbeddingGraph.Frames, cancellationToken, (EmbeddingGraph.Audio, audio));
        var frames = ResNetGraph.Frames(_config.Frames(samples.Length));
        return NetworkSession.Tensor<float>(heard, 1, heard.Length / frames, frames);
    }

    /// <summary>The vector of what is heard where a mask tells.</summary>
    /// <param name="frames">[1, values, frames] of a stretch.</param>
    /// <param name="start">The window's first sample in the stretch.</param>
    /// <param name="mask">A weight of each of the window's frames.</param>
    /// <param name="cancellationToken">May end the run.</param>
    private float[] Pool(OrtValue frames, int start, float[] mask, CancellationToken cancellationToken)
    {
        var last = frames.GetTensorTypeAndShape().Shape[2] - mask.Length;
        var first = Math.Min(last, (long)Math.Round((double)start / (_config.FrameShift * ResNetGraph.Shrinking)));
        using OrtValue at = NetworkSession.Tensor<long>(new[] { first }, 1), weights = NetworkSession.Tensor<float>(mask, 1, mask.Length);
        return _pooling.Run(EmbeddingGraph.Embeddings, cancellationToken, (EmbeddingGraph.Frames, frames), (EmbeddingGraph.First, at), (EmbeddingGraph.Masks, weights));
    }
}
