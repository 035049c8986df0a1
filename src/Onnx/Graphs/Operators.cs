namespace Speech.Onnx.Graphs;

/// <summary>The operators that the networks are made of, by their ONNX names.</summary>
public static class Operators
{
    extension(GraphWriter graph)
    {
        /// <summary>a + b, broadcast.</summary>
        public Edge Add(Edge a, Edge b) => graph.Node("Add", [a, b]);

        /// <summary>a - b, broadcast.</summary>
        public Edge Sub(Edge a, Edge b) => graph.Node("Sub", [a, b]);

        /// <summary>a * b, broadcast.</summary>
        public Edge Mul(Edge a, Edge b) => graph.Node("Mul", [a, b]);

        /// <summary>a / b, broadcast.</summary>
        public Edge Div(Edge a, Edge b) => graph.Node("Div", [a, b]);

        /// <summary>The larger of each pair, broadcast.</summary>
        public Edge Max(Edge a, Edge b) => graph.Node("Max", [a, b]);

        /// <summary>The smaller of each pair, broadcast.</summary>
        public Edge Min(Edge a, Edge b) => graph.Node("Min", [a, b]);

        /// <summary>Matrix product over the last two axes.</summary>
        public Edge MatMul(Edge a, Edge b) => graph.Node("MatMul", [a, b]);

        /// <summary>a · bᵀ over the last two axes, without a transposed copy of b.</summary>
        public Edge MatMulTransposed(Edge a, Edge b) => graph.MicrosoftNode("FusedMatMul", [a, b], ("transB", 1));

        /// <summary>Softmax over the last axis.</summary>
        public Edge Softmax(Edge x) => graph.Node("Softmax", [x], ("axis", -1));

        /// <summary>GELU with the exact error function, as Whisper was trained.</summary>
        public Edge Gelu(Edge x) => graph.Node("Gelu", [x]);

        /// <summary>max(x, 0).</summary>
        public Edge Relu(Edge x) => graph.Node("Relu", [x]);

        /// <summary>x where it is positive, a hundredth of it elsewhere: PyTorch's default slope.</summary>
        public Edge LeakyRelu(Edge x) => graph.Node("LeakyRelu", [x], ("alpha", 0.01f));

        /// <summary>The magnitude of each number.</summary>
        public Edge Abs(Edge x) => graph.Node("Abs", [x]);

        /// <summary>The square root of each number.</summary>
        public Edge Sqrt(Edge x) => graph.Node("Sqrt", [x]);

        /// <summary>The natural logarithm of each number.</summary>
        public Edge Log(Edge x) => graph.Node("Log", [x]);

        /// <summary>Sum over one axis, which stays with length 1.</summary>
        public Edge Sum(Edge x, long axis) => graph.Node("ReduceSum", [x, graph.Integers(axis)], ("keepdims", 1));

        /// <summary>Mean over one axis, which stays with length 1.</summary>
        public Edge Mean(Edge x, long axis) => graph.Node("ReduceMean", [x, graph.Integers(axis)], ("keepdims", 1));

        /// <summary>The largest of each <paramref name="length"/> elements of the last axis, [batch, channels, time]; a rest is dropped.</summary>
        public Edge MaxPool(Edge x, long length) => graph.Node("MaxPool", [x], ("kernel_shape", new[] { length }), ("strides", new[] { length }));

        /// <summary>Changes the element type.</summary>
        public Edge Cast(Edge x, ElementType type) => graph.Node("Cast", [x], ("to", (long)type));

        /// <summary>Rows of a table, by index.</summary>
        public Edge Gather(Edge table, Edge indices) => graph.Node("Gather", [table, indices]);

        /// <summary>Slices of one axis, by index.</summary>
        public Edge Gather(Edge x, Edge indices, long axis) => graph.Node("Gather", [x, indices], ("axis", axis));

        /// <summary>One after the other along an axis.</summary>
        public Edge Concat(ReadOnlySpan<Edge> parts, long axis) => graph.Node("Concat", parts, ("axis", axis));

        /// <summary>The same elements in another shape; 0 keeps an axis, -1 takes what is left.</summary>
        public Edge Reshape(Edge x, params long[] shape) => graph.Node("Reshape", [x, graph.Integers(shape)]);

        /// <summary>Reorders the axes.</summary>
        public Edge Transpose(Edge x, params long[] order) => graph.Node("Transpose", [x], ("perm", order));

        /// <summary>Adds axes of length 1.</summary>
        public Edge Unsqueeze(Edge x, params long[] axes) => graph.Node("Unsqueeze", [x, graph.Integers(axes)]);

        /// <summary>Elements start to end (exclusive) of one axis.</summary>
        public Edge Slice(Edge x, long axis, Edge start, Edge end) => graph.Node("Slice", [x, start, end, graph.Integers(axis)]);

        /// <summary>Length of one axis, as a list of one number.</summary>
        public Edge LengthOf(Edge x, long axis) => graph.Node("Shape", [x], ("start", axis), ("end", axis + 1));

        /// <summary>Attention to keys and values in 8 bits: see <see cref="Kernels.Int8Attention"/>.</summary>
        public (Edge Attended, Edge Listened) Int8Attention(Edge query, Edge keys, Edge values, Edge keyScales, Edge valueScales, Edge heads, Edge isWanted)
            => graph.NamedNodes(["", ""], Kernels.Int8Attention.Name, [query, keys, values, keyScales, valueScales, heads, isWanted], GraphWriter.Own) is [var attended, var listened] ? (attended, listened) : default;

        /// <summary>Self-attention by products of bytes: see <see cref="Kernels.Int8SelfAttention"/>.</summary>
        public Edge Int8SelfAttention(Edge query, Edge key, Edge value, long heads) => graph.NamedNodes([""], Kernels.Int8SelfAttention.Name, [query, key, value, graph.Integers(heads)], GraphWriter.Own)[0];

        /// <summary>Rounds keys or values to 8 bits, into edges of the given names: see <see cref="Kernels.AudioRounding"/>.</summary>
        public (Edge Rounded, Edge Scales) AudioRounding(Edge x, long heads, bool areKeys, string rounded, string scales)
            => graph.NamedNodes([rounded, scales], Kernels.AudioRounding.Name, [x, graph.Integers(heads), graph.Integers(areKeys ? 1 : 0)], GraphWriter.Own) is [var values, var steps] ? (values, steps) : default;

        /// <summary>The numbers 0, 1, ... count - 1; count is a list of one number.</summary>
        public Edge Range(Edge count) => graph.Node("Range", [graph.Scalar(0L), graph.Node("Squeeze", [count]), graph.Scalar(1L)]);
    }
}
