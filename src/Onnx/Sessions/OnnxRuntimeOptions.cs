namespace Speech.Onnx.Sessions;

/// <summary>Options of an <see cref="OnnxRuntimeEnvironment"/>.</summary>
public sealed record OnnxRuntimeOptions
{
    /// <summary>Threads of one forward pass; 0 (the default) is one per physical core.</summary>
    public int Threads { get; init; }
}
