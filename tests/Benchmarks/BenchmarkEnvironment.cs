using Speech.Onnx.Sessions;

namespace Speech.Benchmarks;

/// <summary>The ONNX Runtime environment of the benchmark process, with one thread per physical core.</summary>
internal static class BenchmarkEnvironment
{
    public static OnnxRuntimeEnvironment Instance { get; } = new(new OnnxRuntimeOptions());
}
