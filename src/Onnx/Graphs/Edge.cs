namespace Speech.Onnx.Graphs;

/// <summary>A value of the graph, identified by its name. The default value stands for an omitted optional input.</summary>
/// <param name="Name">Unique within the graph.</param>
public readonly record struct Edge(string? Name)
{
    /// <summary>An omitted optional input.</summary>
    public static Edge None => default;
}

/// <summary>One axis of a shape: a fixed length, or the name of a length that is known only at run time.</summary>
public readonly record struct Dim
{
    private readonly long _length;
    private readonly string? _name;

    private Dim(long length, string? name) => (_length, _name) = (length, name);

    /// <summary>A fixed length.</summary>
    public static implicit operator Dim(long length) => new(length, null);

    /// <summary>A length that may differ between runs.</summary>
    public static implicit operator Dim(string name) => new(0, name);

    // TensorShapeProto.Dimension: dim_value = 1, dim_param = 2.
    internal ProtobufWriter ToProto() => _name is null ? new ProtobufWriter().Integer(1, _length) : new ProtobufWriter().Text(2, _name);
}
