using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>Opens graphs on the execution provider of their profile.</summary>
public static class Sessions
{
    /// <summary>Opens a session.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="profile">What it was written for.</param>
    /// <param name="threads">Threads of one pass; see <see cref="PhysicalCores.Count"/>.</param>
    /// <exception cref="OnnxRuntimeException">The graph or its weights are refused.</exception>
    public static InferenceSession Open(GraphModel model, ComputeProfile profile, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (model.WeightFolder.Length > 0)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", model.WeightFolder);
        if (profile.UsesCuda) options.AppendExecutionProvider_CUDA();
        return new InferenceSession(model.Bytes, options);
    }
}
