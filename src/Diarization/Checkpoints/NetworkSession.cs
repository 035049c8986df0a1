using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.Checkpoints;

/// <summary>A network with one output, over the weights of a folder. Safe for several threads.</summary>
internal sealed class NetworkSession : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly InferenceSession _session;

    private NetworkSession(Checkpoint checkpoint, InferenceSession session) => (_checkpoint, _session) = (checkpoint, session);

    /// <summary>Writes a network's graph and opens it.</summary>
    /// <param name="folder">The network's folder.</param>
    /// <param name="compute">How it is run.</param>
    /// <param name="create">Writes the graph for a profile.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold the network.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static NetworkSession Open(string folder, DiarizationCompute compute, Func<ModelWeights, ComputeProfile, GraphModel> create)
    {
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return ModelWeights.Explained(() => new NetworkSession(checkpoint, Sessions.Open(create(new ModelWeights(checkpoint), compute.Profile), compute.Profile, compute.Threads)));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="output">Name of the output.</param>
    /// <param name="cancellationToken">Ends the pass between two of its nodes.</param>
    /// <param name="inputs">Names and values, in which case the caller disposes the latter.</param>
    public float[] Run(string output, CancellationToken cancellationToken, params IReadOnlyList<(string Name, OrtValue Value)> inputs)
    {
        using var run = new RunOptions();
        using var ending = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            using var outputs = _session.Run(run, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], [output]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>A tensor over memory of ours, which it only reads.</summary>
    public static OrtValue Tensor<T>(ReadOnlyMemory<T> values, params long[] shape) where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(values), shape);

    public void Dispose()
    {
        _session.Dispose();
        _checkpoint.Dispose();
    }
}
