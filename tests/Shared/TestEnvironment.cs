using Speech.Onnx.Sessions;

namespace Speech.Tests.Shared;

/// <summary>The ONNX Runtime environment of a test process.</summary>
internal static class TestEnvironment
{
    public static OnnxRuntimeEnvironment Instance { get; } = new(new OnnxRuntimeOptions { Threads = 1 });
}
