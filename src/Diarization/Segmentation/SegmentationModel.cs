using Microsoft.ML.OnnxRuntime;
using Speech.Diarization.Checkpoints;
using Speech.Hub.Checkpoints;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Segmentation;

/// <summary>Runs the segmentation network over chunks of audio. Safe for several threads.</summary>
internal sealed class SegmentationModel : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private SegmentationModel(SegmentationConfig config, Checkpoint checkpoint, ComputeProfile profile, int threads)
    {
        (Config, _checkpoint) = (config, checkpoint);
        _session = ModelWeights.Open(() => Sessions.Open(SegmentationGraph.Create(config, new ModelWeights(checkpoint), profile), profile, threads));
        try
        {
            // Tensors that do not fit each other fail the loading, not the first request.
            ModelWeights.Open(() => Segment([ReadOnlyMemory<float>.Empty]));
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>What the network was made for.</summary>
    public SegmentationConfig Config { get; }

    /// <param name="folder">The network's folder: <c>pytorch_model.bin</c> or <c>model.safetensors</c>, and <c>config.yaml</c>.</param>
    /// <param name="threads">Threads of one pass; see <see cref="Sessions.Open"/>.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold a segmentation network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static SegmentationModel Load(string folder, int threads)
    {
        var config = SegmentationConfig.Read(ModelSettings.Read(folder));
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return new SegmentationModel(config, checkpoint, ComputeProfile.CpuFp32, threads);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Log-probabilities of the powerset's classes, [frames, classes] for each chunk.</summary>
    /// <param name="chunks">At most <see cref="SegmentationConfig.ChunkSamples"/> samples each, at 16 kHz; what is missing at the end is silence. They go through the network together: on a CPU a batch of 8 to 32 is best.</param>
    public float[][,] Segment(IReadOnlyList<ReadOnlyMemory<float>> chunks)
    {
        if (chunks.Count == 0) return [];
        var audio = new float[chunks.Count * Config.ChunkSamples];
        for (var i = 0; i < chunks.Count; i++) chunks[i].Span.CopyTo(audio.AsSpan(i * Config.ChunkSamples, Config.ChunkSamples));
        using var input = OrtValue.CreateTensorValueFromMemory(audio, [chunks.Count, Config.ChunkSamples]);
        using var outputs = _session.Run(_run, [SegmentationGraph.Audio], [input], [SegmentationGraph.LogProbabilities]);
        return Split(outputs[0].GetTensorDataAsSpan<float>(), chunks.Count, Config.ChunkFrames, Config.Classes);
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _checkpoint.Dispose();
    }

    private static float[][,] Split(ReadOnlySpan<float> values, int chunks, int frames, int classes)
    {
        var split = new float[chunks][,];
        for (var i = 0; i < chunks; i++)
        {
            split[i] = new float[frames, classes];
            values.Slice(i * frames * classes, frames * classes).CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref split[i][0, 0], frames * classes));
        }
        return split;
    }
}
