namespace Speech.Onnx.Graphs;

/// <summary>A value that flows between nodes, known by its name. The default value stands for an optional input left out.</summary>
/// <param name="Name">Unique within the graph.</param>
public readonly record struct Edge(string? Name)
{
    /// <summary>An optional input left out.</summary>
    public static Edge None => default;
}

/// <summary>One axis of a shape: a length, or the name of a length known only when the graph runs.</summary>
public readonly record struct Dim
{
    private readonly long _length;
    private readonly string? _name;

    private Dim(long length, string? name) => (_length, _name) = (length, name);

    /// <summary>A fixed length.</summary>
    public static implicit operator Dim(long length) => new(length, null);

    /// <summary>A length that varies from run to run.</summary>
    public static implicit operator Dim(string name) => new(0, name);

    // TensorShapeProto.Dimension: dim_value = 1, dim_param = 2.
    internal ProtobufWriter ToProto() => _name is null ? new ProtobufWriter().Integer(1, _length) : new ProtobufWriter().Text(2, _name);
}
