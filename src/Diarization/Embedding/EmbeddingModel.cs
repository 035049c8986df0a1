using Microsoft.ML.OnnxRuntime;
using Speech.Diarization.Checkpoints;
using Speech.Hub.Checkpoints;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Embedding;

/// <summary>Runs the embedding network: who the speakers of a chunk sound like. Safe for several threads.</summary>
internal sealed class EmbeddingModel : IDisposable
{
    private readonly EmbeddingConfig _config;
    private readonly Checkpoint _checkpoint;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private EmbeddingModel(EmbeddingConfig config, Checkpoint checkpoint, ComputeProfile profile, int threads)
    {
        (_config, _checkpoint) = (config, checkpoint);
        var weights = new ModelWeights(checkpoint);
        _session = ModelWeights.Open(() => Sessions.Open(EmbeddingGraph.Create(config, weights, profile), profile, threads));
        Dimension = (int)weights.Get("resnet.seg_1.weight").Shape[0];
        try
        {
            // Tensors that do not fit each other fail the loading, not the first request.
            ModelWeights.Open(() => Embed([new float[MinSamples]], [new SpeakerMask(0, new float[] { 1 })]));
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>Length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Samples of the shortest audio that has an embedding.</summary>
    public int MinSamples => _config.FrameLength;

    /// <param name="folder">The network's folder: <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="threads">Threads of one pass; see <see cref="Sessions.Open"/>.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold an embedding network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static EmbeddingModel Load(string folder, int threads)
    {
        var config = EmbeddingConfig.Read(ModelSettings.Read(folder));
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return new EmbeddingModel(config, checkpoint, ComputeProfile.CpuFp32, threads);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>One embedding per mask, <see cref="Dimension"/> numbers each, not normalised. A mask of zeros gives the last layer's bias.</summary>
    /// <param name="chunks">Audio at 16 kHz, all of one length, at least <see cref="MinSamples"/>. The network's frames are computed once for each chunk that a mask names, in one pass over all of them;
    /// a 10 s chunk at the published width takes about 40 MB meanwhile, and on a CPU a batch is no faster than its chunks one by one.</param>
    /// <param name="masks">Who speaks when; in any order.</param>
    public float[][] Embed(IReadOnlyList<ReadOnlyMemory<float>> chunks, IReadOnlyList<SpeakerMask> masks)
    {
        if (masks.Count == 0) return [];
        int[] used = [.. masks.Select(mask => mask.Chunk).Distinct()];
        var samples = chunks[used[0]].Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, MinSamples, nameof(chunks));
        var frames = ResNetGraph.Frames(_config.Frames(samples));
        using var audio = OrtValue.CreateTensorValueFromMemory(Join(chunks, used, samples), [used.Length, samples]);
        using var chunkOfMask = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll([.. masks], mask => (long)Array.IndexOf(used, mask.Chunk)), [masks.Count]);
        using var weights = OrtValue.CreateTensorValueFromMemory(Resize(masks, frames), [masks.Count, frames]);
        using var outputs = _session.Run(_run, [EmbeddingGraph.Audio, EmbeddingGraph.ChunkOfMask, EmbeddingGraph.Masks], [audio, chunkOfMask, weights], [EmbeddingGraph.Embeddings]);
        var values = outputs[0].GetTensorDataAsSpan<float>();
        var embeddings = new float[masks.Count][];
        for (var i = 0; i < embeddings.Length; i++) embeddings[i] = values.Slice(i * Dimension, Dimension).ToArray();
        return embeddings;
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _checkpoint.Dispose();
    }

    private static float[] Join(IReadOnlyList<ReadOnlyMemory<float>> chunks, int[] used, int samples)
    {
        var joined = new float[used.Length * samples];
        for (var i = 0; i < used.Length; i++)
        {
            if (chunks[used[i]].Length != samples) throw new ArgumentException("The chunks must be of one length.", nameof(chunks));
            chunks[used[i]].Span.CopyTo(joined.AsSpan(i * samples));
        }
        return joined;
    }

    private static float[] Resize(IReadOnlyList<SpeakerMask> masks, int frames)
    {
        var weights = new float[masks.Count * frames];
        for (var i = 0; i < masks.Count; i++) masks[i].Resize(weights.AsSpan(i * frames, frames));
        return weights;
    }
}
