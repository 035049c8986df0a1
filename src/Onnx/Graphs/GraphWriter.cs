using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Speech.Kernels;

namespace Speech.Onnx.Graphs;

/// <summary>Writes an ONNX graph node by node. Weights stay in their files; the graph itself takes a few kilobytes.</summary>
public sealed class GraphWriter
{
    /// <summary>Domain of ONNX Runtime's contributed operators.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>Domain of the operators of <c>Speech.Kernels</c>, which run on a CPU.</summary>
    public const string CustomDomain = CustomOperatorDomain.Name;

    /// <summary>Opset of the default domain. Version 24 introduced <c>TensorScatter</c>.</summary>
    public const int Opset = 24;

    private const int IrVersion = 11;

    // GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12.
    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "speech");
    private readonly HashSet<string> _defined = [];
    private readonly List<Weight> _weights = [];
    private int _edges;

    /// <summary>Declares an input of the graph.</summary>
    public Edge Input(string name, ElementType type, params ReadOnlySpan<Dim> shape)
    {
        _graph.Message(11, ValueInfo(name, type, shape));
        return new Edge(name);
    }

    /// <summary>Declares an output of the graph: a value under another name.</summary>
    public void Output(string name, Edge value, ElementType type, params ReadOnlySpan<Dim> shape)
        => Output(NamedNode(name, "Identity", [value]), type, shape);

    /// <summary>Declares an output of the graph: a value under its own name.</summary>
    public void Output(Edge value, ElementType type, params ReadOnlySpan<Dim> shape)
        => _graph.Message(12, ValueInfo(value.Name!, type, shape));

    /// <summary>A small constant stored in the graph itself. Equal constants are stored once.</summary>
    public Edge Constant<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var hash = Convert.ToHexString(SHA256.HashData(bytes).AsSpan(0, 8));
        var name = $"const_{typeof(T).Name}_{string.Join('x', shape)}_{hash}";
        // TensorProto: raw_data = 9.
        if (_defined.Add(name)) _graph.Message(5, Tensor(name, TypeOf<T>(), shape).Bytes(9, bytes));
        return new Edge(name);
    }

    /// <summary>A constant scalar.</summary>
    public Edge Scalar<T>(T value) where T : unmanaged => Constant([value]);

    /// <summary>A constant list of integers, for example a shape, axes or bounds.</summary>
    public Edge Integers(params long[] values) => Constant<long>(values, values.Length);

    /// <summary>A weight of the checkpoint, as stored. Equal names give the same edge.</summary>
    public Edge Weight(Weight weight)
    {
        if (_defined.Add(weight.Name)) _weights.Add(weight);
        return new Edge(weight.Name);
    }

    /// <summary>Adds a node with one output.</summary>
    public Edge Node(string op, ReadOnlySpan<Edge> inputs, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
        => Nodes(op, 1, inputs, "", attributes)[0];

    /// <summary>
    /// Adds a node with one named output. As an output of the graph it needs no copy, and it can share memory with an input.
    /// </summary>
    public Edge NamedNode(
        string name, string op, ReadOnlySpan<Edge> inputs, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
        => NamedNodes([name], op, inputs, "", attributes)[0];

    /// <summary>Adds a node with named outputs; for an empty name one is generated.</summary>
    public Edge[] NamedNodes(
        ReadOnlySpan<string> names, string op, ReadOnlySpan<Edge> inputs, string domain = "",
        params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
    {
        var edges = new Edge[names.Length];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = new Edge(names[i].Length > 0 ? names[i] : string.Create(CultureInfo.InvariantCulture, $"{op}_{_edges++}"));
        WriteNode(op, inputs, edges, domain, attributes);
        return edges;
    }

    /// <summary>Adds a node of <see cref="MicrosoftDomain"/> with one output.</summary>
    public Edge MicrosoftNode(string op, ReadOnlySpan<Edge> inputs, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
        => Nodes(op, 1, inputs, MicrosoftDomain, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public Edge[] Nodes(
        string op, int outputs, ReadOnlySpan<Edge> inputs, string domain = "",
        params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
        => NamedNodes([.. Enumerable.Repeat("", outputs)], op, inputs, domain, attributes);

    /// <summary>The finished graph.</summary>
    public GraphModel ToModel() => GraphModel.Create(_graph, _weights, IrVersion, Opset);

    private void WriteNode(
        string op, ReadOnlySpan<Edge> inputs, ReadOnlySpan<Edge> outputs, string domain,
        ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
    {
        // NodeProto: input = 1, output = 2, op_type = 4, attribute = 5, domain = 7.
        var node = new ProtobufWriter();
        foreach (var input in inputs) node.Text(1, input.Name ?? "");
        foreach (var output in outputs) node.Text(2, output.Name!);
        node.Text(4, op);
        foreach (var (name, value) in attributes) node.Message(5, value.ToProto(name));
        if (domain.Length > 0) node.Text(7, domain);
        _graph.Message(1, node);
    }

    // TensorProto: dims = 1, data_type = 2, name = 8.
    internal static ProtobufWriter Tensor(string name, ElementType type, IReadOnlyList<long> shape)
        => shape.Aggregate(new ProtobufWriter(), (at, length) => at.Integer(1, length)).Integer(2, (long)type).Text(8, name);

    private static ProtobufWriter ValueInfo(string name, ElementType type, ReadOnlySpan<Dim> shape)
    {
        // ValueInfoProto: name = 1, type = 2; TypeProto: tensor_type = 1; TypeProto.Tensor: elem_type = 1, shape = 2.
        var axes = new ProtobufWriter();
        foreach (var dim in shape) axes.Message(1, dim.ToProto());
        var tensor = new ProtobufWriter().Integer(1, (long)type).Message(2, axes);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }

    private static ElementType TypeOf<T>() => default(T) switch
    {
        float => ElementType.Float,
        Half => ElementType.Float16,
        long => ElementType.Int64,
        int => ElementType.Int32,
        byte => ElementType.UInt8,
        _ => throw new NotSupportedException($"{typeof(T)} has no ONNX element type here."),
    };
}
