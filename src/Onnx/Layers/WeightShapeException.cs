namespace Speech.Onnx.Layers;

/// <summary>A weight has not the number of axes, or the lengths, that its place in the network needs.</summary>
/// <param name="name">The tensor.</param>
/// <param name="shape">Its shape.</param>
/// <param name="expected">What it should be; null for an axis of any length.</param>
public sealed class WeightShapeException(string name, IReadOnlyList<long> shape, IReadOnlyList<long?> expected)
    : Exception($"The tensor '{name}' has the shape [{string.Join(", ", shape)}], not [{string.Join(", ", expected.Select(length => length?.ToString() ?? "any"))}].")
{
    /// <summary>The tensor.</summary>
    public string Name => name;
}
