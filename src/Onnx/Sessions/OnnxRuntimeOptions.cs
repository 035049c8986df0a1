namespace Speech.Onnx.Sessions;

/// <summary>Options of an <see cref="OnnxRuntimeEnvironment"/>.</summary>
public sealed record OnnxRuntimeOptions
{
    /// <summary>Threads of one forward pass, shared by all sessions; 0 (the default) is one per physical core.</summary>
    public int Threads { get; init; }
}
