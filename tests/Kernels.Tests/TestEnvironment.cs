using Speech.Onnx.Sessions;

namespace Speech.Kernels.Tests;

/// <summary>The ONNX Runtime environment of this test process, with more than one thread: kernels divide their work.</summary>
internal static class TestEnvironment
{
    public static OnnxRuntimeEnvironment Instance { get; } = new(new OnnxRuntimeOptions { Threads = 2 });
}
