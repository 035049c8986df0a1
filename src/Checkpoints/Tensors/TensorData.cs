namespace Speech.Checkpoints.Tensors;

/// <summary>A tensor with its content, which is in memory or read when it is needed.</summary>
public sealed class TensorData
{
    private readonly Func<ReadOnlyMemory<byte>> _read;

    /// <summary>Creates a tensor from its bytes.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes of the axes, outermost first; empty for a scalar.</param>
    /// <param name="bytes">Little-endian elements in row-major order; not copied.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match shape and type.</exception>
    public TensorData(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
        : this(name, type, shape, () => bytes)
        => _ = Bytes;

    /// <summary>Creates a tensor whose bytes are not kept, so that a file can be written that is larger than memory.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes of the axes, outermost first; empty for a scalar.</param>
    /// <param name="read">Returns the little-endian elements in row-major order, each time they are needed.</param>
    public TensorData(string name, TensorType type, IReadOnlyList<long> shape, Func<ReadOnlyMemory<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Length = shape.Aggregate((long)type.Size(), (length, size) => checked(length * size));
        (Name, Type, Shape, _read) = (name, type, shape, read);
    }

    /// <summary>Name of the tensor.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes of the axes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <summary>Little-endian elements in row-major order.</summary>
    /// <exception cref="ArgumentException">Their number does not match shape and type.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var bytes = _read();
            return bytes.Length == Length ? bytes
                : throw new ArgumentException($"The number of bytes of '{Name}' does not match its shape and type.");
        }
    }
}
