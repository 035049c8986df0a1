using Speech.Onnx.Sessions;

namespace Speech.Tests.Shared;

/// <summary>The ONNX Runtime environment of a test process.</summary>
/// <remarks>With one thread: idle threads of a pool spin, and the cores are needed by the tests that run at the same time.</remarks>
internal static class TestEnvironment
{
    public static OnnxRuntimeEnvironment Instance { get; } = new(new OnnxRuntimeOptions { Threads = 1 });
}
