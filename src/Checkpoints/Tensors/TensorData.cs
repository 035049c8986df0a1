namespace Speech.Checkpoints.Tensors;

/// <summary>A tensor with its content in memory.</summary>
public sealed class TensorData
{
    /// <summary>Creates a tensor from its bytes.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes of the axes, outermost first; empty for a scalar.</param>
    /// <param name="bytes">Little-endian elements in row-major order; not copied.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match shape and type.</exception>
    public TensorData(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Aggregate((long)type.Size(), (length, size) => checked(length * size)) != bytes.Length)
            throw new ArgumentException($"The number of bytes of '{name}' does not match its shape and type.", nameof(bytes));
        (Name, Type, Shape, Bytes) = (name, type, shape, bytes);
    }

    /// <summary>Name of the tensor.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes of the axes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Little-endian elements in row-major order.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}
