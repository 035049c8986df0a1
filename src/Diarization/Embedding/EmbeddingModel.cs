using Microsoft.ML.OnnxRuntime;
using Speech.Diarization.Checkpoints;
using Speech.Hub.Checkpoints;
using Speech.Onnx.Layers;

namespace Speech.Diarization.Embedding;

/// <summary>Runs the embedding network: what the speakers of a window sound like. Safe for several threads.</summary>
internal sealed class EmbeddingModel : IEmbeddingModel, IDisposable
{
    /// <summary>Windows in one pass. On a CPU more of them are no faster, and each takes some 40 MB at the published width.</summary>
    private const int PassWindows = 2;

    private readonly EmbeddingConfig _config;
    private readonly NetworkSession _session;

    private EmbeddingModel(EmbeddingConfig config, NetworkSession session)
    {
        (_config, _session) = (config, session);
        // Tensors that do not fit each other fail the loading, not the first request.
        Dimension = ModelWeights.Explained(() => RunPass(new float[MinSamples], 1, new float[1], [0], CancellationToken.None)).Length;
    }

    /// <summary>Length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Samples of the shortest window that has an embedding.</summary>
    public int MinSamples => _config.FrameLength;

    /// <param name="folder">The network's folder: <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="threads">Threads of one pass; the first network of the process decides for all.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold an embedding network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static EmbeddingModel Load(string folder, int threads)
    {
        var config = EmbeddingConfig.Read(ModelSettings.Read(folder));
        var session = NetworkSession.Open(folder, ComputeProfile.CpuFp32, threads, weights => EmbeddingGraph.Create(config, weights, ComputeProfile.CpuFp32));
        try
        {
            return new EmbeddingModel(config, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>One embedding for each mask, shape (masks, <see cref="Dimension"/>), not normalised. A mask of zeros gives the bias of the last layer.</summary>
    /// <param name="waveforms">Samples at 16 kHz, shape (windows, samples of a window), at least <see cref="MinSamples"/> each. A window is heard once, however many masks it has.</param>
    /// <param name="windows">How many; at least 1.</param>
    /// <param name="masks">Weights from 0 to 1, shape (masks, frames of a window): mostly the frames of the segmentation.</param>
    /// <param name="windowOf">Of each mask the window it belongs to, rising; a window may have none.</param>
    /// <param name="cancellationToken">May end the run.</param>
    public float[] Run(ReadOnlyMemory<float> waveforms, int windows, ReadOnlyMemory<float> masks, IReadOnlyList<int> windowOf, CancellationToken cancellationToken)
    {
        var embeddings = new float[windowOf.Count * Dimension];
        var samples = waveforms.Length / windows;
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, MinSamples, nameof(waveforms));
        for (var from = 0; from < windowOf.Count;)
        {
            var first = windowOf[from];
            var to = from;
            while (to < windowOf.Count && windowOf[to] < first + PassWindows) to++;
            var count = windowOf[to - 1] - first + 1;
            var part = RunPass(waveforms.Slice(first * samples, count * samples), count, Part(masks, windowOf.Count, from, to),
                [.. windowOf.Take(from..to).Select(window => (long)window - first)], cancellationToken);
            part.CopyTo(embeddings, from * Dimension);
            from = to;
        }
        return embeddings;
    }

    /// <inheritdoc/>
    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
        => Run(request.Waveforms, request.Windows, request.Masks, request.WindowOf, cancellationToken);

    public void Dispose() => _session.Dispose();

    private static ReadOnlyMemory<float> Part(ReadOnlyMemory<float> masks, int count, int from, int to)
    {
        var length = masks.Length / count;
        return masks.Slice(from * length, (to - from) * length);
    }

    private float[] RunPass(ReadOnlyMemory<float> waveforms, int windows, ReadOnlyMemory<float> masks, long[] windowOf, CancellationToken cancellationToken)
    {
        var samples = waveforms.Length / windows;
        var (length, frames) = (masks.Length / windowOf.Length, ResNetGraph.Frames(_config.Frames(samples)));
        var weights = new float[windowOf.Length * frames];
        for (var i = 0; i < windowOf.Length; i++) MaskFrames.Resize(masks.Span.Slice(i * length, length), weights.AsSpan(i * frames, frames));
        using OrtValue audio = NetworkSession.Tensor(waveforms, windows, samples), of = NetworkSession.Tensor<long>(windowOf, windowOf.Length), over = NetworkSession.Tensor<float>(weights, windowOf.Length, frames);
        return _session.Run(EmbeddingGraph.Embeddings, cancellationToken, (EmbeddingGraph.Audio, audio), (EmbeddingGraph.WindowOf, of), (EmbeddingGraph.Masks, over));
    }
}
