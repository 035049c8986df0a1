
namespace Speech.Checkpoints;

/// <summary>A tensor with its content, to be written.</summary>
public sealed class TensorData
{
    /// <summary>A tensor from its bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
    /// <param name="bytes">Little-endian elements in row-major order; kept, not copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes than shape and type need.</exception>
    public TensorData(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Aggregate((long)type.Size(), (length, size) => checked(length * size)) != bytes.Length)
            throw new ArgumentException($"The bytes of '{name}' do not fit its shape and type.", nameof(bytes));
        (Name, Type, Shape, Bytes) = (name, type, shape, bytes);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Little-endian elements in row-major order.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A tensor from floating-point numbers, rounded to the nearest where the type is narrower.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="values">Elements in row-major order.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than the shape needs, or the type is another one.</exception>
    public static TensorData FromFloats(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        if (!FloatFormat.IsSupported(type)) throw new ArgumentException("The type must be F32, F16 or BF16.", nameof(type));
        var bytes = new byte[(long)values.Length * type.Size()];
        FloatFormat.Narrow(type, values, bytes);
        return new TensorData(name, type, shape, bytes);
    }
}
