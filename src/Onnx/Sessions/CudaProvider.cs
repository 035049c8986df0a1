using Microsoft.ML.OnnxRuntime;

namespace Speech.Onnx.Sessions;

/// <summary>ONNX Runtime's CUDA execution provider.</summary>
internal static class CudaProvider
{
    public const string Name = "CUDAExecutionProvider";

    // The arena grows by the requested size, and convolution algorithms are chosen without benchmarking all of them for every new shape.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["device_id"] = "0",
        ["arena_extend_strategy"] = "kSameAsRequested",
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };

    /// <summary>Adds the provider to the options of a session.</summary>
    public static void AppendTo(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(Settings);
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
