namespace Speech.Onnx.Weights;

/// <summary>A weight is missing or does not have the element type, size or shape that the network needs.</summary>
public sealed class WeightException : Exception
{
    private WeightException(string name, string message) : base(message) => Name = name;

    /// <summary>Name of the weight.</summary>
    public string Name { get; }

    /// <summary>The checkpoint has no such tensor.</summary>
    public static WeightException Missing(string name) => new(name, $"The checkpoint lacks the tensor '{name}'.");

    /// <summary>The tensor's elements are not 32-bit or 16-bit floats.</summary>
    public static WeightException UnsupportedType(string name, string type)
        => new(name, $"The tensor '{name}' has elements of type {type}; supported are F32, F16 and BF16.");

    /// <summary>The tensor is named like the 8-bit values of a matrix but does not have their type and shape.</summary>
    public static WeightException NotInt8(string name)
        => new(name, $"The tensor '{name}' must be I8 [columns, rows].");

    /// <summary>The tensor has more elements than the network allows.</summary>
    public static WeightException TooLarge(string name, int maxCount)
        => new(name, $"The tensor '{name}' has more than {maxCount} elements.");

    /// <summary>The tensor has another shape.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="expected">The required shape; null for an axis of any length.</param>
    public static WeightException WrongShape(string name, IReadOnlyList<long> shape, IReadOnlyList<long?> expected)
    {
        var required = string.Join(", ", expected.Select(length => length?.ToString() ?? "any"));
        return new(name, $"The tensor '{name}' has the shape [{string.Join(", ", shape)}], not [{required}].");
    }
}
