using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>ONNX Runtime's CUDA execution provider.</summary>
public static class Cuda
{
    // Memory grows by what is asked for, and convolutions are chosen without a trial of all of them at every new shape.
    private static readonly Dictionary<string, string> s_options = new()
    {
        ["device_id"] = "0",
        ["arena_extend_strategy"] = "kSameAsRequested",
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };

    private static readonly Lock s_gate = new();
    private static bool? s_isUsable;

    /// <summary>Whether a session opens and runs on the GPU: the provider may be built in while its libraries, the driver or the GPU are missing.</summary>
    /// <param name="threads">See <see cref="Sessions.Open"/>.</param>
    public static bool IsUsable(int threads)
    {
        lock (s_gate) return s_isUsable ??= Sessions.Providers(threads).Contains("CUDAExecutionProvider") && Try(threads);
    }

    internal static void AppendTo(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(s_options);
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private static bool Try(int threads)
    {
        try
        {
            using var memory = new DeviceMemory(ComputeProfile.CudaFp16, threads);
            memory.Allocate([1]);
            return true;
        }
        catch (Exception reason) when (reason is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
