using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Loading;

/// <summary>An ONNX Runtime session of a network with one output. Thread-safe.</summary>
internal sealed class NetworkSession : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly InferenceSession _session;

    private NetworkSession(Checkpoint checkpoint, InferenceSession session) => (_checkpoint, _session) = (checkpoint, session);

    /// <summary>Writes a network's graph and opens a session.</summary>
    /// <param name="folder">The network's folder.</param>
    /// <param name="environment">Opens the session.</param>
    /// <param name="profile">Device and precision.</param>
    /// <param name="create">Writes the graph.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold the network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static NetworkSession Open(
        string folder, OnnxRuntimeEnvironment environment, ComputeProfile profile, Func<CheckpointWeights, GraphModel> create)
    {
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return NetworkErrors.Translate(() =>
            {
                var graph = create(new CheckpointWeights(checkpoint));
                return new NetworkSession(checkpoint, environment.OpenSession(graph, profile));
            });
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="output">Name of the output.</param>
    /// <param name="cancellationToken">Ends the run between two nodes of the graph.</param>
    /// <param name="inputs">Names and values; the caller disposes the values.</param>
    public float[] Run(string output, CancellationToken cancellationToken, params IReadOnlyList<(string Name, OrtValue Value)> inputs)
    {
        using var run = new RunOptions();
        using var registration = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            string[] names = [.. inputs.Select(input => input.Name)];
            OrtValue[] values = [.. inputs.Select(input => input.Value)];
            using var outputs = _session.Run(run, names, values, [output]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Creates a tensor over managed memory, which ONNX Runtime only reads.</summary>
    public static OrtValue Tensor<T>(ReadOnlyMemory<T> values, params long[] shape) where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(values), shape);

    public void Dispose()
    {
        _session.Dispose();
        _checkpoint.Dispose();
    }
}
