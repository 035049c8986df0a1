namespace Speech.Onnx.Graphs;

/// <summary>The value of a node attribute.</summary>
public readonly struct AttributeValue
{
    // AttributeProto: f = 2, i = 3, s = 4, ints = 8, type = 20; types FLOAT 1, INT 2, STRING 3, INTS 7.
    private readonly Func<ProtobufWriter, ProtobufWriter> _write;

    private AttributeValue(Func<ProtobufWriter, ProtobufWriter> write) => _write = write;

    /// <summary>An integer.</summary>
    public static implicit operator AttributeValue(long value) => new(p => p.Integer(3, value).Integer(20, 2));

    /// <summary>A 32-bit float.</summary>
    public static implicit operator AttributeValue(float value) => new(p => p.Float(2, value).Integer(20, 1));

    /// <summary>A string.</summary>
    public static implicit operator AttributeValue(string value) => new(p => p.Text(4, value).Integer(20, 3));

    /// <summary>A list of integers.</summary>
    public static implicit operator AttributeValue(long[] values)
        => new(p => values.Aggregate(p, (at, v) => at.Integer(8, v)).Integer(20, 7));

    internal ProtobufWriter ToProto(string name) => _write(new ProtobufWriter().Text(1, name));
}
