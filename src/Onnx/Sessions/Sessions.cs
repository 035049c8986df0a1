using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Kernels;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>Opens graphs on the execution provider of their profile. All sessions of the process share one pool of threads.</summary>
public static class Sessions
{
    private static readonly Lock Gate = new();
    private static bool _isPrepared;

    /// <summary>Opens a session.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="profile">What it was written for.</param>
    /// <param name="threads">Threads of one pass; see <see cref="PhysicalCores.Count"/>. The first session of the process decides for all.</param>
    /// <param name="shared">Holds the weights for several graphs of one network; null where the graph has its weights for itself.</param>
    /// <exception cref="OnnxRuntimeException">The graph or its weights are refused.</exception>
    public static InferenceSession Open(GraphModel model, ComputeProfile profile, int threads, SharedWeights? shared = null)
    {
        Prepare(threads);
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.DisablePerSessionThreads();
        if (model.WeightFolder.Length > 0)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", model.WeightFolder);
        if (profile.UsesCuda) Cuda.AppendTo(options);
        else OwnOperators.AddTo(options);
        if (shared is null) return new InferenceSession(model.Bytes, options);
        shared.AddTo(options, model);
        return new InferenceSession(model.Bytes, options, shared.Packed);
    }

    /// <summary>Names of the execution providers that are built in.</summary>
    internal static string[] Providers(int threads)
    {
        Prepare(threads);
        return OrtEnv.Instance().GetAvailableProviders();
    }

    // Idle threads spin for a while before they sleep. With a pool for each session, one network's idle threads would take the cores from the next.
    private static void Prepare(int threads)
    {
        lock (Gate)
        {
            if (_isPrepared) return;
            using var pool = new OrtThreadingOptions { GlobalIntraOpNumThreads = threads, GlobalInterOpNumThreads = 1 };
            var creation = new EnvironmentCreationOptions { logId = "speech", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, threadOptions = pool };
            OrtEnv.CreateInstanceWithOptions(ref creation);
            OwnOperators.Announce();
            _isPrepared = true;
        }
    }
}
